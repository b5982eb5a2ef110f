package dev.hoard.campaign.document;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** JSON Merge Patch (RFC 7396). */
public final class MergePatch {

    private MergePatch() {}

    /** {@code target} with {@code patch} applied; neither argument is changed. */
    public static ObjectNode apply(ObjectNode target, ObjectNode patch) {
        ObjectNode result = target.deepCopy();
        merge(result, patch);
        return result;
    }

    private static void merge(ObjectNode target, ObjectNode patch) {
        for (Map.Entry<String, JsonNode> member : patch.properties()) {
            String name = member.getKey();
            switch (member.getValue()) {
                case ObjectNode change -> target.set(name, merged(target.get(name), change));
                case JsonNode none when none.isNull() -> target.remove(name);
                case JsonNode value -> target.set(name, value.deepCopy());
            }
        }
    }

    private static ObjectNode merged(JsonNode before, ObjectNode change) {
        ObjectNode result = before instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
        merge(result, change);
        return result;
    }
}
