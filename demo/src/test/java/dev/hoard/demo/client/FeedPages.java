package dev.hoard.demo.client;

import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes pages as sync-service answers them. */
final class FeedPages {

    private FeedPages() {}

    static ObjectNode page(long from, long to, ObjectNode... changes) {
        ObjectNode page = Json.object()
                .put("from", from)
                .put("to", to)
                .put("head", to)
                .put("epoch", 1)
                .put("cursor", "cursor-" + to)
                .put("hasMore", false);
        ArrayNode list = page.putArray("changes");
        list.addAll(List.of(changes));
        return page;
    }

    static ObjectNode upsert(long seq, String id, String name) {
        ObjectNode change = change(seq, id).put("op", "UPSERT");
        change.putObject("data").put("id", id).put("rev", seq).put("name", name);
        return change;
    }

    static ObjectNode delete(long seq, String id) {
        return change(seq, id).put("op", "DELETE");
    }

    private static ObjectNode change(long seq, String id) {
        return Json.object()
                .put("seq", seq)
                .put("rev", seq)
                .put("resourceType", "creature")
                .put("resourceId", id);
    }
}
