package dev.hoard.export.importing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ScratchFolderTest {

    @TempDir
    private Path parent;

    @Test
    void leavesNothingBehind() throws IOException {
        try (ScratchFolder scratch = new ScratchFolder(parent)) {
            Files.writeString(scratch.file("a"), "content");
            assertThat(parent).isNotEmptyDirectory();
        }

        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void whatADeadProcessLeftIsRemovedButNotWhatIsInUse() throws IOException {
        ScratchFolder abandoned = new ScratchFolder(parent);
        Path file = Files.writeString(abandoned.file("a"), "content");

        ScratchFolder.removeAbandoned(parent, Instant.now().minus(Duration.ofHours(1)));
        assertThat(file).exists();

        ScratchFolder.removeAbandoned(parent, Instant.now().plus(Duration.ofHours(1)));
        assertThat(parent).isEmptyDirectory();
    }
}
