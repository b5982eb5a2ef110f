package dev.hoard.campaign.document;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Equality of JSON as a person means it: members in any order, numbers by value ({@code 1}, {@code 1.0}, {@code 1e0}). */
public final class JsonEquality {

    private JsonEquality() {}

    public static boolean same(JsonNode one, JsonNode other) {
        return switch (one) {
            case ObjectNode object -> other instanceof ObjectNode otherObject && sameMembers(object, otherObject);
            case ArrayNode array -> other instanceof ArrayNode otherArray && sameElements(array, otherArray);
            case JsonNode number
            when number.isNumber() -> other.isNumber() && number.decimalValue().compareTo(other.decimalValue()) == 0;
            case JsonNode scalar -> scalar.equals(other);
        };
    }

    private static boolean sameMembers(ObjectNode one, ObjectNode other) {
        if (one.size() != other.size()) {
            return false;
        }
        for (Map.Entry<String, JsonNode> member : one.properties()) {
            JsonNode counterpart = other.get(member.getKey());
            if (counterpart == null || !same(member.getValue(), counterpart)) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameElements(ArrayNode one, ArrayNode other) {
        if (one.size() != other.size()) {
            return false;
        }
        for (int i = 0; i < one.size(); i++) {
            if (!same(one.get(i), other.get(i))) {
                return false;
            }
        }
        return true;
    }
}
