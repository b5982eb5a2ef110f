package dev.hoard.demo.client;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON as this client reads and writes it: duplicate keys and trailing text in an answer are errors. */
public final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    /** @throws ProtocolViolation if it is no JSON */
    public static JsonNode read(byte[] text) {
        try {
            return MAPPER.readTree(text);
        } catch (JacksonException e) {
            throw new ProtocolViolation("Not JSON: " + e.getOriginalMessage());
        }
    }

    /** @throws ProtocolViolation if it is no JSON object */
    public static ObjectNode readObject(byte[] text) {
        JsonNode node = read(text);
        if (!node.isObject()) {
            throw new ProtocolViolation("Not a JSON object: " + node.getNodeType());
        }
        return node.asObject();
    }

    public static byte[] write(JsonNode node) {
        return MAPPER.writeValueAsBytes(node);
    }

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    public static ArrayNode array() {
        return MAPPER.createArrayNode();
    }
}
