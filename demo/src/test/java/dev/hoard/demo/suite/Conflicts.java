package dev.hoard.demo.suite;

import dev.hoard.demo.client.Call;
import dev.hoard.demo.client.Device;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An account's conflict records (SYNC-6). */
final class Conflicts {

    private Conflicts() {}

    /** The ids of all that are open, in the order of their opening. */
    static List<String> listOpen(Device device) {
        List<String> ids = new ArrayList<>();
        String page = "";
        do {
            ObjectNode answer = device.sendPatiently(Call.get("/api/v1/sync/conflicts?state=open&limit=50" + page))
                    .expect(200)
                    .object();
            answer.required("conflicts").values().stream()
                    .map(conflict -> conflict.required("id").asString())
                    .forEach(ids::add);
            page = answer.optional("nextPage")
                    .map(JsonNode::asString)
                    .map(next -> "&page=" + next)
                    .orElse("");
        } while (!page.isEmpty());
        return ids;
    }

    /** The whole record. */
    static ObjectNode get(Device device, String id) {
        return device.sendPatiently(Call.get("/api/v1/sync/conflicts/" + id))
                .expect(200)
                .object();
    }
}
