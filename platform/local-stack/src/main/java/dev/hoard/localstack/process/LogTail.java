package dev.hoard.localstack.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The end of a log file, however long the file is. */
public final class LogTail {

    private static final int WINDOW_BYTES = 16 * 1024;

    private LogTail() {}

    public static List<String> lastLines(Path log, int count) {
        if (!Files.isReadable(log)) {
            return List.of();
        }
        try (var file = new RandomAccessFile(log.toFile(), "r")) {
            long start = Math.max(0, file.length() - WINDOW_BYTES);
            byte[] window = new byte[(int) (file.length() - start)];
            file.seek(start);
            file.readFully(window);
            List<String> lines =
                    new String(window, StandardCharsets.UTF_8).lines().toList();
            return lines.subList(Math.max(0, lines.size() - count), lines.size());
        } catch (IOException e) {
            return List.of("(log not readable: " + e.getMessage() + ")");
        }
    }
}
