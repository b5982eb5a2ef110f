package dev.hoard.demo.content;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import tools.jackson.databind.JsonNode;

/** Where two JSON values differ, by pointer: {@code /actions/0/name: "Bite" became "Claw"}. */
final class Differences {

    private final BiPredicate<JsonNode, JsonNode> same;
    private final List<String> found = new ArrayList<>();

    private Differences(BiPredicate<JsonNode, JsonNode> same) {
        this.same = same;
    }

    static List<String> between(JsonNode expected, JsonNode came) {
        return between(expected, came, Object::equals);
    }

    /** @param same whether two values that are neither objects nor lists count as one */
    static List<String> between(JsonNode expected, JsonNode came, BiPredicate<JsonNode, JsonNode> same) {
        var differences = new Differences(same);
        differences.compare("", expected, came);
        return differences.found;
    }

    private void compare(String at, JsonNode expected, JsonNode came) {
        if (expected.isObject() && came.isObject()) {
            Set<String> fields = new LinkedHashSet<>(expected.propertyNames());
            fields.addAll(came.propertyNames());
            fields.forEach(field -> compareField(at + "/" + field, expected.path(field), came.path(field)));
            return;
        }
        if (expected.isArray() && came.isArray() && expected.size() == came.size()) {
            for (int i = 0; i < expected.size(); i++) {
                compare(at + "/" + i, expected.get(i), came.get(i));
            }
            return;
        }
        if (expected.isContainer() || came.isContainer() || !same.test(expected, came)) {
            found.add("%s: %s became %s".formatted(at, shortened(expected), shortened(came)));
        }
    }

    private void compareField(String at, JsonNode expected, JsonNode came) {
        if (expected.isMissingNode() || came.isMissingNode()) {
            found.add("%s: %s became %s".formatted(at, shortened(expected), shortened(came)));
            return;
        }
        compare(at, expected, came);
    }

    private static String shortened(JsonNode value) {
        if (value.isMissingNode()) {
            return "nothing";
        }
        String text = value.toString();
        return text.length() <= 80 ? text : text.substring(0, 77) + "...";
    }
}
