package dev.hoard.demo.client;

import dev.hoard.demo.content.DocumentKey;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One document's latest state in the feed; no data means that it was deleted. */
public record Change(long seq, DocumentKey document, long rev, Optional<ObjectNode> data) {

    static Change from(JsonNode json) {
        boolean upsert = switch (json.required("op").asString()) {
            case "UPSERT" -> true;
            case "DELETE" -> false;
            case String other -> throw new ProtocolViolation("SYNC-7: unknown op " + other);
        };
        var key = new DocumentKey(
                json.required("resourceType").asString(),
                json.required("resourceId").asString());
        if (upsert != json.has("data")) {
            throw new ProtocolViolation("SYNC-7: an UPSERT has data and a DELETE has none: " + key);
        }
        return new Change(
                json.required("seq").asLong(),
                key,
                json.required("rev").asLong(),
                json.optional("data").map(JsonNode::asObject));
    }
}
