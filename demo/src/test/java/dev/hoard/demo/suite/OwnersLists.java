package dev.hoard.demo.suite;

import dev.hoard.demo.client.Answer;
import dev.hoard.demo.client.Call;
import dev.hoard.demo.client.Device;
import dev.hoard.demo.content.DocumentKey;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An account's documents as their owner lists them, page by page (DATA-1). */
final class OwnersLists {

    private static final int NOT_THERE = 404;

    private OwnersLists() {}

    /** All documents, with the server's part of them. */
    static Map<DocumentKey, ObjectNode> read(Device device) {
        Map<DocumentKey, ObjectNode> documents = new HashMap<>();
        list(device, "creatures").forEach(document -> put(documents, "creature", document));
        list(device, "encounters").forEach(document -> put(documents, "encounter", document));
        list(device, "parties").forEach(document -> put(documents, "party", document));
        Answer preferences = device.sendPatiently(Call.get("/api/v1/preferences"));
        if (preferences.status() != NOT_THERE) {
            put(documents, "preferences", preferences.expect(200).object());
        }
        return documents;
    }

    private static List<ObjectNode> list(Device device, String type) {
        List<ObjectNode> all = new ArrayList<>();
        String page = "";
        do {
            ObjectNode answer = device.sendPatiently(Call.get("/api/v1/" + type + "?limit=100" + page))
                    .expect(200)
                    .object();
            answer.required(type).values().stream().map(JsonNode::asObject).forEach(all::add);
            page = answer.optional("nextPage")
                    .filter(JsonNode::isString)
                    .map(next -> "&page=" + URLEncoder.encode(next.asString(), StandardCharsets.UTF_8))
                    .orElse("");
        } while (!page.isEmpty());
        return all;
    }

    private static void put(Map<DocumentKey, ObjectNode> documents, String type, ObjectNode document) {
        documents.put(new DocumentKey(type, document.required("id").asString()), document);
    }
}
