package dev.hoard.backup.archive;

import dev.hoard.backup.origin.DocumentLine;
import dev.hoard.backup.origin.Lines;
import dev.hoard.backup.origin.MalformedLineException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the documents out of a backup's text one at a time.
 *
 * <p>It relies on the layout in lines that the format fixes, and only our own objects, whose hash was checked, come here.
 */
final class BackupFileReader {

    private static final byte[] DOCUMENTS = "\"documents\":[".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "],".getBytes(StandardCharsets.US_ASCII);

    private final Lines lines;

    /** @throws IOException if this is no backup of a version we read */
    BackupFileReader(InputStream in) throws IOException {
        this.lines = new Lines(in);
        JsonNode head = head();
        if (!head.path("format").asString("").equals(BackupFileWriter.FORMAT)
                || head.path("version").asInt(0) != BackupFileWriter.VERSION) {
            throw new IOException(
                    "not a backup of format " + BackupFileWriter.FORMAT + " version " + BackupFileWriter.VERSION);
        }
    }

    /** The next document, or null after the last one. */
    @Nullable
    DocumentLine next() throws IOException {
        byte[] line = required(lines.next());
        if (Arrays.equals(line, END)) {
            return null;
        }
        boolean comma = line.length > 0 && line[line.length - 1] == ',';
        try {
            return DocumentLine.parse(comma ? Arrays.copyOf(line, line.length - 1) : line);
        } catch (MalformedLineException e) {
            throw new IOException("a line of the backup is not a document", e);
        }
    }

    /** The fields before the documents: every line of them ends in a comma, so an empty list makes them an object. */
    private JsonNode head() throws IOException {
        StringBuilder head = new StringBuilder();
        byte[] line = required(lines.next());
        while (!Arrays.equals(line, DOCUMENTS)) {
            head.append(new String(line, StandardCharsets.UTF_8));
            line = required(lines.next());
        }
        try {
            return JsonMapper.shared().readTree(head.append("\"documents\":[]}").toString());
        } catch (JacksonException e) {
            throw new IOException("the head of the backup is not JSON", e);
        }
    }

    private static byte[] required(byte @Nullable [] line) throws IOException {
        if (line == null) {
            throw new IOException("the backup ended early");
        }
        return line;
    }
}
