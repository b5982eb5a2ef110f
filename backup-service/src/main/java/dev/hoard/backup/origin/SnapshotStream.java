package dev.hoard.backup.origin;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The text of a snapshot: {@code {"epoch","at"}}, a line for each document, {@code {"count":n}}.
 *
 * <p>Only the last line tells a whole stream from a torn one: an HTTP body that just ends looks like a shorter account.
 */
final class SnapshotStream {

    private static final JsonMapper JSON = JsonMapper.shared();

    private SnapshotStream() {}

    /** @throws TornSnapshotException if the stream is not whole; the receiver then drops what it got */
    static void read(InputStream in, SnapshotReceiver receiver) throws IOException {
        Lines lines = new Lines(in);
        JsonNode head = object(lines.next());
        receiver.begin(number(head, "epoch"), number(head, "at"));
        long documents = 0;
        byte[] line = required(lines.next());
        byte[] following = lines.next();
        while (following != null) {
            receiver.document(document(line));
            documents++;
            line = following;
            following = lines.next();
        }
        long promised = number(object(line), "count");
        if (promised != documents) {
            throw new TornSnapshotException("the snapshot has " + documents + " documents and promises " + promised);
        }
    }

    private static DocumentLine document(byte[] line) throws TornSnapshotException {
        try {
            return DocumentLine.parse(line);
        } catch (MalformedLineException e) {
            throw new TornSnapshotException("a line of the snapshot is not a document");
        }
    }

    private static JsonNode object(byte @Nullable [] line) throws TornSnapshotException {
        try {
            return JSON.readTree(required(line));
        } catch (JacksonException e) {
            throw new TornSnapshotException("the snapshot breaks off in a line");
        }
    }

    private static long number(JsonNode object, String field) throws TornSnapshotException {
        JsonNode value = object.path(field);
        if (!value.isIntegralNumber()) {
            throw new TornSnapshotException("the snapshot lacks the line with " + field);
        }
        return value.longValue();
    }

    private static byte[] required(byte @Nullable [] line) throws TornSnapshotException {
        if (line == null) {
            throw new TornSnapshotException("the snapshot ended early");
        }
        return line;
    }
}
