package dev.hoard.export.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CampaignSnapshotTest {

    private static final String HEAD = "{\"epoch\":2,\"at\":7}\n";
    private static final String PARTY = """
            {"resourceType":"party","resourceId":"11111111-1111-4111-8111-111111111111","rev":7,"createdAt":"c","updatedAt":"u",\
            "data":{"rev":1,"name":"A","ext":{"n":1.50}}}
            """;

    @Test
    void showsDocumentsAsGetDoesWithEveryNumberAsItWas() throws IOException {
        List<CampaignSnapshot.Line> lines = read(HEAD + PARTY + "{\"count\":1}\n");

        assertThat(lines).hasSize(1);
        assertThat(lines.getFirst().kind()).isEqualTo(Kind.PARTIES);
        assertThat(lines.getFirst().document())
                .hasToString("{\"id\":\"11111111-1111-4111-8111-111111111111\",\"rev\":7,\"schemaVersion\":1,"
                        + "\"createdAt\":\"c\",\"updatedAt\":\"u\",\"name\":\"A\",\"ext\":{\"n\":1.50}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                HEAD,
                "{\"count\":0}\n",
                HEAD + "{\"resourceType\":\"par",
                HEAD + "{\"count\":1}\n",
                HEAD + "{\"count\":0}\n{\"count\":0}\n",
            })
    void exp1_aTornSnapshotIsRecognised(String ndjson) {
        assertThatThrownBy(() -> read(ndjson)).isInstanceOf(TornSnapshotException.class);
    }

    @Test
    void exp1_aSnapshotThatLostDocumentsIsRecognised() {
        assertThatThrownBy(() -> read(HEAD + PARTY)).isInstanceOf(TornSnapshotException.class);
        assertThatThrownBy(() -> read(HEAD + PARTY + "{\"count\":2}\n")).isInstanceOf(TornSnapshotException.class);
    }

    @Test
    void aTypeThatExportsDoNotKnowIsNotLeftOutSilently() {
        String unknown = PARTY.replace("\"party\"", "\"asset\"");

        assertThatThrownBy(() -> read(HEAD + unknown + "{\"count\":1}\n")).hasMessageContaining("asset");
    }

    private static List<CampaignSnapshot.Line> read(String ndjson) throws IOException {
        List<CampaignSnapshot.Line> lines = new ArrayList<>();
        try (CampaignSnapshot snapshot =
                new CampaignSnapshot(new ByteArrayInputStream(ndjson.getBytes(StandardCharsets.UTF_8)))) {
            for (Optional<CampaignSnapshot.Line> line = snapshot.next(); line.isPresent(); line = snapshot.next()) {
                lines.add(line.get());
            }
        }
        return lines;
    }
}
