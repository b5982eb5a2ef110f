package dev.hoard.demo.suite;

import dev.hoard.demo.client.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Everything that can be wrong with a body that would be right, by what is wrong with it. */
final class BadBodies {

    private static final int TOO_DEEP = 40;

    private BadBodies() {}

    /** Bodies that are no JSON, or JSON that no endpoint takes: 400. */
    static Map<String, byte[]> notUnderstood(ObjectNode right) {
        String text = right.toString();
        String first = right.propertyNames().iterator().next();
        Map<String, byte[]> bodies = new LinkedHashMap<>();
        bodies.put("torn JSON", bytes(text.substring(0, text.length() - 1)));
        bodies.put("no JSON", bytes("{name: yes}"));
        bodies.put("two JSON values", bytes(text + text));
        bodies.put("a trailing comma", bytes(text.substring(0, text.length() - 1) + ",}"));
        bodies.put("NaN", bytes(text.substring(0, text.length() - 1) + ",\"x\":NaN}"));
        bodies.put("a duplicate key", bytes("{\"" + first + "\":" + right.get(first) + "," + text.substring(1)));
        bodies.put("an array", bytes("[" + text + "]"));
        bodies.put("a text", bytes("\"text\""));
        bodies.put("a number", bytes("42"));
        bodies.put("null", bytes("null"));
        bodies.put("too deep arrays", bytes("[".repeat(TOO_DEEP) + "]".repeat(TOO_DEEP)));
        bodies.put(
                "too deep objects",
                bytes(text.substring(0, text.length() - 1)
                        + ",\"ext\":"
                        + "{\"a\":".repeat(TOO_DEEP)
                        + "1"
                        + "}".repeat(TOO_DEEP)
                        + "}"));
        bodies.put("broken UTF-8", brokenUtf8(text));
        return bodies;
    }

    /** The right body with one field more, which nothing knows: 400 that names it. */
    static byte[] withUnknownField(ObjectNode right, String name) {
        return Json.write(right.deepCopy().put(name, 1));
    }

    /** The right body with each field in turn of each type it should not have. */
    static Map<String, byte[]> wrongTypes(ObjectNode right) {
        Map<String, byte[]> bodies = new LinkedHashMap<>();
        right.forEachEntry((field, value) -> wrongValues(value)
                .forEach(wrong -> bodies.put(
                        field + " as " + wrong, Json.write(right.deepCopy().set(field, wrong)))));
        return bodies;
    }

    /** A number may be written as a text only where the field is a text, so a text is not a number, nor true. */
    private static List<JsonNode> wrongValues(JsonNode right) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        List<JsonNode> wrong = new ArrayList<>();
        if (!right.isObject()) {
            wrong.add(json.objectNode().put("a", 1));
        }
        if (!right.isArray()) {
            wrong.add(json.arrayNode().add(1));
        }
        if (!right.isNumber()) {
            wrong.add(json.numberNode(17));
        }
        if (!right.isBoolean()) {
            wrong.add(json.booleanNode(true));
        }
        if (!right.isString()) {
            wrong.add(json.stringNode("17"));
        }
        return wrong;
    }

    private static byte[] brokenUtf8(String text) {
        byte[] bytes = bytes(text);
        bytes[text.lastIndexOf('"') - 1] = (byte) 0xC3;
        return bytes;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
