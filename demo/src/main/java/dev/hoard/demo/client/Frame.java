package dev.hoard.demo.client;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** A page of the feed or an event of the stream: everything that changed in {@code (from, to]}, ascending. */
public record Frame(long from, long to, long head, String epoch, List<Change> changes, String cursor, boolean hasMore) {

    /** @throws ProtocolViolation if the rows do not keep what the frame says of them */
    public static Frame from(JsonNode json) {
        var frame = new Frame(
                json.required("from").asLong(),
                json.required("to").asLong(),
                json.required("head").asLong(),
                json.required("epoch").asString(),
                json.required("changes").values().stream().map(Change::from).toList(),
                json.required("cursor").asString(),
                json.path("hasMore").asBoolean(false));
        frame.check();
        return frame;
    }

    private void check() {
        if (to < from) {
            throw new ProtocolViolation("SYNC-7: a frame from %d to %d".formatted(from, to));
        }
        long last = from;
        Set<Object> seen = new HashSet<>();
        for (Change change : changes) {
            if (change.seq() <= last || change.seq() > to) {
                throw new ProtocolViolation(
                        "SYNC-7: number %d behind %d in a frame from %d to %d".formatted(change.seq(), last, from, to));
            }
            if (change.rev() != change.seq() || !seen.add(change.document())) {
                throw new ProtocolViolation("SYNC-7: not the latest state: " + change.document());
            }
            last = change.seq();
        }
    }
}
