package dev.hoard.campaign.merge;

import dev.hoard.campaign.document.DocumentJson;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * What tells the elements of a list apart: their id; without one their name, which for a condition goes with its label and
 * its source; else all they hold.
 */
final class Identity {

    private Identity() {}

    static String of(JsonNode element) {
        if (element.isString()) {
            return element.stringValue();
        }
        String id = text(element, "id");
        if (id != null) {
            return id.toLowerCase(Locale.ROOT);
        }
        String name = text(element, "name");
        return name == null ? DocumentJson.write(element) : name + with(element, "label") + with(element, "sourceId");
    }

    /** The elements by identity, in their order; empty if two have the same. */
    static Optional<Map<String, JsonNode>> index(ArrayNode list) {
        Map<String, JsonNode> elements = LinkedHashMap.newLinkedHashMap(list.size());
        for (JsonNode element : list) {
            if (elements.put(of(element), element) != null) {
                return Optional.empty();
            }
        }
        return Optional.of(elements);
    }

    private static String with(JsonNode element, String field) {
        String value = text(element, field);
        return value == null ? "" : ":" + value;
    }

    private static @Nullable String text(JsonNode element, String field) {
        JsonNode value = element.get(field);
        return value != null && value.isString() ? value.stringValue() : null;
    }
}
