package dev.hoard.backup.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hoard.backup.origin.DocumentLine;
import dev.hoard.backup.origin.SnapshotReceiver;
import dev.hoard.platform.id.AccountId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class BackupFileTest {

    private static final String ONE =
            "{\"resourceType\":\"creature\",\"resourceId\":\"a\",\"rev\":1,\"data\":{\"n\":1.10,\"t\":\"],\"}}";
    private static final String TWO =
            "{\"resourceType\":\"creature\",\"resourceId\":\"b\",\"rev\":2,\"data\":{\"t\":\"\\\"documents\\\":[\"}}";
    private static final String THREE = "{\"resourceType\":\"party\",\"resourceId\":\"c\",\"rev\":3,\"data\":{}}";

    private final Backup backup = new Backup(
            new BackupId(UUID.fromString("019ab1c2-0000-7000-8000-000000000001")),
            new AccountId(UUID.fromString("019ab1c2-0000-7000-8000-000000000002")),
            null,
            Trigger.MANUAL,
            BackupState.RUNNING,
            Instant.parse("2026-11-23T11:08:03Z"),
            null,
            null,
            null);

    private final ObjectNode account = JsonMapper.shared().createObjectNode().put("user", "\n],\n");
    private final ArrayNode assets = JsonMapper.shared()
            .createArrayNode()
            .add(JsonMapper.shared().createObjectNode().put("fileName", "\"documents\":["));

    @Test
    void bkp1_theObjectsNameTellsTheAccountAndTheMillisecond() {
        assertThat(backup.key()).isEqualTo("backups/019ab1c2-0000-7000-8000-000000000002/20261123T110803000Z.json");
    }

    @Test
    void bkp2_theTextIsJsonWithOneDocumentALine() throws IOException {
        BackupFileWriter writer = new BackupFileWriter(backup, account, assets);
        String text = write(writer, ONE, TWO, THREE);

        JsonNode json = JsonMapper.shared().readTree(text);
        assertThat(text.lines().skip(9))
                .containsExactly(
                        "\"documents\":[",
                        ONE + ",",
                        TWO + ",",
                        THREE,
                        "],",
                        "\"counts\":{\"creature\":2,\"party\":1}",
                        "}");
        assertThat(json.path("createdAt").asString()).isEqualTo("2026-11-23T11:08:03.000Z");
        assertThat(json.path("epoch").asLong()).isEqualTo(4);
        assertThat(json.path("sequence").asLong()).isEqualTo(17);
        assertThat(json.path("assets")).isEqualTo(assets);
        assertThat(json.path("documents")).hasSize(3);
        assertThat(writer.contents(9, "ab").counts()).isEqualTo(Map.of("creature", 2L, "party", 1L));
    }

    /** Texts that look like parts of the layout do not mislead the reader: a line break in a text is always escaped. */
    @Test
    void bkp2_whatWasWrittenIsReadBack() throws IOException {
        assertThat(read(write(ONE, TWO, THREE))).containsExactly(ONE, TWO, THREE);
        assertThat(read(write(ONE))).containsExactly(ONE);
        assertThat(read(write())).isEmpty();
    }

    @Test
    void bkp2_aBackupFromBeforeThereWereAssetsIsRead() throws IOException {
        String text = write(ONE)
                .lines()
                .filter(line -> !line.startsWith("\"assets\""))
                .collect(Collectors.joining("\n", "", "\n"));

        assertThat(text).doesNotContain("assets");
        assertThat(read(text)).containsExactly(ONE);
    }

    @Test
    void bkp2_anotherFormatOrVersionIsRefused() throws IOException {
        String text = write(ONE);

        assertThatThrownBy(() -> read(text.replace("\"version\":1", "\"version\":2")))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> read(text.replace("hoard-backup", "hoard-export")))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> read("{}")).isInstanceOf(IOException.class);
    }

    @Test
    void bkp2_aTornFileIsRefused() throws IOException {
        String text = write(ONE, TWO);
        int documentsEnd = text.indexOf("],\n\"counts\"") + 2;

        for (int length = 0; length < documentsEnd; length++) {
            String torn = text.substring(0, length);
            assertThatThrownBy(() -> read(torn)).as(torn).isInstanceOf(IOException.class);
        }
    }

    private String write(String... documents) throws IOException {
        return write(new BackupFileWriter(backup, account, assets), documents);
    }

    private static String write(BackupFileWriter writer, String... documents) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writer.writeTo(out, receiver -> send(receiver, documents));
        return out.toString(StandardCharsets.UTF_8);
    }

    private static void send(SnapshotReceiver receiver, String... documents) throws IOException {
        receiver.begin(4, 17);
        for (String document : documents) {
            receiver.document(DocumentLine.parse(document.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static List<String> read(String text) throws IOException {
        BackupFileReader reader = new BackupFileReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        List<String> documents = new ArrayList<>();
        for (DocumentLine document = reader.next(); document != null; document = reader.next()) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            document.writeTo(line);
            documents.add(line.toString(StandardCharsets.UTF_8));
        }
        return documents;
    }
}
