package dev.hoard.export.archive;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads campaign-service's snapshot of an account document by document, in constant memory: one line of JSON for its
 * place in the sequence, one for each document (sorted by type and id), one for their number. A stream without that last
 * line is torn.
 */
final class CampaignSnapshot implements Closeable {

    private static final Set<String> ENVELOPE = Set.of("id", "rev", "schemaVersion", "createdAt", "updatedAt");

    /** @param document as {@code GET} shows it: the envelope first, then the client's fields */
    record Line(Kind kind, ObjectNode document) {}

    private final BufferedReader lines;
    private final long epoch;
    private final long at;
    private long count;

    CampaignSnapshot(InputStream ndjson) throws IOException {
        this.lines = new BufferedReader(new InputStreamReader(ndjson, StandardCharsets.UTF_8));
        JsonNode head = readLine();
        if (!head.path("epoch").isIntegralNumber() || !head.path("at").isIntegralNumber()) {
            throw new TornSnapshotException("it does not begin with its place in the sequence");
        }
        this.epoch = head.path("epoch").asLong();
        this.at = head.path("at").asLong();
    }

    long epoch() {
        return epoch;
    }

    /** The sequence number whose state this is. */
    long at() {
        return at;
    }

    /**
     * The next document; empty at the end.
     *
     * @throws TornSnapshotException if the stream ends before its last line, or that line counts other documents
     */
    Optional<Line> next() throws IOException {
        JsonNode line = readLine();
        if (line.has("count")) {
            if (line.path("count").asLong(-1) != count || lines.readLine() != null) {
                throw new TornSnapshotException("it ends after " + count + " documents, but says " + line);
            }
            return Optional.empty();
        }
        count++;
        String type = line.path("resourceType").asString("");
        // A type we do not know would be missing from the export without a word: better no export at all.
        Kind kind = Kind.ofResourceType(type)
                .orElseThrow(() -> new IOException("the snapshot holds a type exports do not know: " + type));
        return Optional.of(new Line(kind, document(line)));
    }

    private static ObjectNode document(JsonNode line) {
        JsonNode data = line.path("data");
        ObjectNode document = ArchiveJson.mapper().createObjectNode();
        document.set("id", line.path("resourceId"));
        document.set("rev", line.path("rev"));
        document.put("schemaVersion", data.path("schemaVersion").asInt(1));
        document.set("createdAt", line.path("createdAt"));
        document.set("updatedAt", line.path("updatedAt"));
        data.forEachEntry((name, value) -> {
            if (!ENVELOPE.contains(name)) {
                document.set(name, value);
            }
        });
        return document;
    }

    private JsonNode readLine() throws IOException {
        String line = lines.readLine();
        if (line == null) {
            throw new TornSnapshotException("it ends after " + count + " documents without saying so");
        }
        try {
            return ArchiveJson.mapper().readTree(line);
        } catch (JacksonException e) {
            throw new TornSnapshotException("a line is no JSON after " + count + " documents");
        }
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
