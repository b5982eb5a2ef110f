package dev.hoard.export.importing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A folder for the files of one import, readable by us only and gone afterwards. */
final class ScratchFolder implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ScratchFolder.class);

    private static final String PREFIX = "import-";

    private final Path path;

    ScratchFolder(Path parent) {
        try {
            Files.createDirectories(parent);
            this.path = Files.createTempDirectory(parent, PREFIX);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes what imports left behind whose process died: folders that were last written to before {@code instant}. */
    static void removeAbandoned(Path parent, Instant instant) {
        if (!Files.isDirectory(parent)) {
            return;
        }
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path folder : folders) {
                if (Files.getLastModifiedTime(folder).toInstant().isBefore(instant)) {
                    remove(folder);
                }
            }
        } catch (IOException e) {
            LOG.warn("Abandoned scratch folders could not be looked for: {}", parent, e);
        }
    }

    Path file(String name) {
        return path.resolve(name);
    }

    @Override
    public void close() {
        remove(path);
    }

    private static void remove(Path folder) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            LOG.warn("A scratch folder stays behind: {}", folder, e);
        }
    }
}
