package dev.hoard.demo.takeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hoard.demo.client.ProtocolViolation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

class ArchiveTest {

    private static final String PARTIES = "[]\n";

    @Test
    void exp1_filesOfTheManifestsHashAreRead() throws IOException {
        Archive archive = Archive.read(zip(Map.of("manifest.json", manifest(PARTIES), "parties.json", PARTIES)));

        assertThat(archive.count("parties.json")).isZero();
        assertThat(new String(archive.content("parties.json"), StandardCharsets.UTF_8))
                .isEqualTo(PARTIES);
    }

    @Test
    void exp1_anotherHashASurplusFileAndAMissingOneAreRefused() {
        assertRefused(Map.of("manifest.json", manifest(PARTIES), "parties.json", "[ ]\n"));
        assertRefused(Map.of("manifest.json", manifest(PARTIES), "parties.json", PARTIES, "more.json", "[]"));
        assertRefused(Map.of("manifest.json", manifest(PARTIES)));
        assertRefused(Map.of("parties.json", PARTIES));
    }

    private static void assertRefused(Map<String, String> files) {
        assertThatThrownBy(() -> Archive.read(zip(files))).isInstanceOf(ProtocolViolation.class);
    }

    private static String manifest(String parties) {
        return "{\"files\":{\"parties.json\":{\"count\":0,\"sha256\":\"%s\"}}}"
                .formatted(Sha256.of(parties.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] zip(Map<String, String> files) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }
}
