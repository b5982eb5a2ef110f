package dev.hoard.campaign.shape;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code ext}: whatever an app wants to keep, by namespace. It travels untouched, so only its size, its depth and its
 * texts are held to rules.
 */
public final class Extension implements Rule {

    public static final Extension EXT = new Extension();

    private static final int MOST_NAMESPACES = 64;
    private static final int MOST_BYTES = 32 * 1024;
    private static final int MOST_DEPTH = 8;

    private Extension() {}

    @Override
    public JsonNode check(JsonNode value, Findings findings) {
        if (!(value instanceof ObjectNode object)) {
            findings.report("wrong-type", "must be an object");
            return value;
        }
        if (object.size() > MOST_NAMESPACES) {
            findings.report("too-many", "must have at most " + MOST_NAMESPACES + " namespaces");
        }
        int bytes = walk(object, 1, findings);
        if (bytes > MOST_BYTES) {
            findings.report("too-large", "must have at most " + MOST_BYTES / 1024 + " KiB");
        }
        return object;
    }

    /** Checks a container and gives its size as compact JSON in UTF-8, without the escapes of texts. */
    private int walk(JsonNode container, int depth, Findings findings) {
        if (depth > MOST_DEPTH) {
            findings.report("too-deep", "must not be nested deeper than " + MOST_DEPTH + " levels");
            return 0;
        }
        return switch (container) {
            case ObjectNode object -> walkObject(object, depth, findings);
            case ArrayNode array -> walkArray(array, depth, findings);
            default -> throw new IllegalArgumentException("no container: " + container.getNodeType());
        };
    }

    private int walkObject(ObjectNode object, int depth, Findings findings) {
        int bytes = object.isEmpty() ? 2 : 1; // as each member brings a comma, and the last has none
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            String name = member.getKey();
            findings.enter(name);
            if (!name.equals(Texts.normalise(name))) {
                findings.report("malformed-key", "the key must hold plain characters in normal form C");
            }
            JsonNode before = member.getValue();
            JsonNode after = leaf(before, findings);
            Rules.replace(object, name, before, after);
            bytes += utf8Length(name) + 4 + sizeOf(after, depth, findings);
            findings.leave();
        }
        return bytes;
    }

    private int walkArray(ArrayNode array, int depth, Findings findings) {
        int bytes = array.isEmpty() ? 2 : 1;
        for (int i = 0; i < array.size(); i++) {
            findings.enter(i);
            JsonNode before = array.get(i);
            JsonNode after = leaf(before, findings);
            Rules.replace(array, i, before, after);
            bytes += 1 + sizeOf(after, depth, findings);
            findings.leave();
        }
        return bytes;
    }

    private int sizeOf(JsonNode value, int depth, Findings findings) {
        if (value.isContainer()) {
            return walk(value, depth + 1, findings);
        }
        return value.isString()
                ? utf8Length(value.stringValue()) + 2
                : value.asString().length();
    }

    private static JsonNode leaf(JsonNode value, Findings findings) {
        if (value.isString()) {
            String normal = Texts.normalise(value.stringValue());
            if (normal == null) {
                findings.report("forbidden-character", "must not hold control characters but newline and tab");
                return value;
            }
            return Texts.kept(value, normal, findings);
        }
        if (value.isNumber() && !Double.isFinite(value.numberValue().doubleValue())) {
            findings.report("out-of-range", "must be a number that a double can hold");
        }
        return value;
    }

    private static int utf8Length(String text) {
        int bytes = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // A surrogate pair has four bytes, two for each half.
            bytes += c < 0x80 ? 0 : c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
        }
        return bytes;
    }
}
