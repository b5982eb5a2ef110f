package dev.hoard.export.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hoard.export.suite.OpenedArchive;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.node.ObjectNode;

final class ArchiveWriterTest {

    private static final UUID ACCOUNT = UUID.fromString("aaaaaaaa-0000-4000-8000-000000000001");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @ParameterizedTest
    @EnumSource
    void exp1_theManifestIsLastAndVouchesForEveryOtherFile(ArchiveFormat format) throws Exception {
        ArchiveWriter writer = writer(format);
        writer.add(Kind.USER, List.of(named("Zoë")));
        writer.add(Kind.PARTIES, named("a"));
        writer.add(Kind.PARTIES, named("b"));

        Manifest written = writer.finish(ACCOUNT, 3, 42);

        OpenedArchive archive = new OpenedArchive(out.toByteArray());
        assertThat(archive.names().getLast()).isEqualTo(Manifest.FILE_NAME);
        Manifest read = Manifest.of(archive.json(Manifest.FILE_NAME));
        assertThat(read).isEqualTo(written);
        assertThat(read.account()).isEqualTo(ACCOUNT);
        assertThat(read.sequence()).isEqualTo(42);
        assertThat(read.files()).hasSize(Kind.values().length);
        read.files().forEach((name, file) -> {
            assertThat(file.sha256()).as(name).isEqualTo(archive.sha256(name));
            assertThat(file.bytes()).as(name).isEqualTo(archive.bytes(name).length);
        });
        assertThat(read.files().get(Kind.PARTIES.file(format)))
                .extracting(Manifest.FileEntry::count)
                .isEqualTo(2L);
        assertThat(read.files().get(Kind.CREATURES.file(format)))
                .extracting(Manifest.FileEntry::count)
                .isEqualTo(0L);
    }

    @Test
    void everyJsonFileIsWhatItsKindSays() throws IOException {
        ArchiveWriter writer = writer(ArchiveFormat.JSON);
        writer.add(Kind.CREATURES, named("a"));
        writer.add(Kind.CREATURES, named("b"));
        writer.finish(ACCOUNT, 1, 1);

        OpenedArchive archive = new OpenedArchive(out.toByteArray());
        assertThat(archive.text("creatures.json")).isEqualTo("[\n{\"name\":\"a\"},\n{\"name\":\"b\"}\n]\n");
        assertThat(archive.text("parties.json")).isEqualTo("[]\n");
        assertThat(archive.text("preferences.json")).isEqualTo("null\n");
    }

    @Test
    void aSourceThatIsNotSortedIsRefused() throws IOException {
        ArchiveWriter writer = writer(ArchiveFormat.JSON);
        writer.add(Kind.PARTIES, named("a"));
        writer.add(Kind.CREATURES, named("b"));

        assertThatThrownBy(() -> writer.add(Kind.PARTIES, named("c"))).hasMessageContaining("not sorted");
    }

    @Test
    void exp1_aFieldWithoutAColumnIsKeptInTheLastOne() throws IOException {
        ArchiveWriter writer = writer(ArchiveFormat.CSV);
        writer.add(Kind.PREFERENCES, named("=evil").put("theme", "=evil").put("future", true));
        writer.finish(ACCOUNT, 1, 1);

        assertThat(new OpenedArchive(out.toByteArray()).text("preferences.csv"))
                .startsWith("\"id\",\"rev\",\"schemaVersion\",\"createdAt\",\"updatedAt\",\"theme\"")
                .contains("\"'=evil\"")
                .endsWith("\"{\"\"name\"\":\"\"=evil\"\",\"\"future\"\":true}\"\r\n");
    }

    private ArchiveWriter writer(ArchiveFormat format) {
        return new ArchiveWriter(out, format, Instant.parse("2026-02-03T04:05:06.789Z"));
    }

    private static ObjectNode named(String name) {
        return ArchiveJson.mapper().createObjectNode().put("name", name);
    }
}
