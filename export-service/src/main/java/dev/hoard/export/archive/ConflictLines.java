package dev.hoard.export.archive;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** Campaign-service's stream of conflicts: a line of JSON for each, and one for their number, without which it is torn. */
final class ConflictLines {

    private ConflictLines() {}

    /**
     * Hands over each conflict.
     *
     * @return how many there were
     * @throws TornSnapshotException if the stream ends before its last line, or that line counts others
     */
    static long read(InputStream ndjson, AccountSources.ConflictReader reader) throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(ndjson, StandardCharsets.UTF_8))) {
            long count = 0;
            for (String text = lines.readLine(); text != null; text = lines.readLine()) {
                ObjectNode line = parse(text, count);
                if (!line.has("count")) {
                    count++;
                    reader.read(line);
                } else if (line.path("count").asLong(-1) == count && lines.readLine() == null) {
                    return count;
                } else {
                    break;
                }
            }
            throw new TornSnapshotException("its conflicts end after " + count);
        }
    }

    private static ObjectNode parse(String line, long count) throws IOException {
        try {
            if (ArchiveJson.mapper().readTree(line) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            throw new TornSnapshotException("a line is no JSON after " + count + " conflicts");
        }
        throw new TornSnapshotException("a line is no object after " + count + " conflicts");
    }
}
