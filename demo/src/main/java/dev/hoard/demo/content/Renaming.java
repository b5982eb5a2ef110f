package dev.hoard.demo.content;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Compares two accounts that should say the same under other ids. Documents are paired by type and name; ids that stand
 * at the same place must then map one to one throughout the account, so a reference that points astray is a difference.
 */
public final class Renaming {

    private static final Pattern ID =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    private final Map<String, String> renamed = new HashMap<>();
    private final Map<String, String> originals = new HashMap<>();
    private final List<String> differences = new ArrayList<>();

    private Renaming() {}

    /** Empty when the accounts differ in nothing but ids. */
    public static List<String> differences(Content original, Content copy) {
        var renaming = new Renaming();
        renaming.compare(original, copy);
        return renaming.differences;
    }

    private void compare(Content original, Content copy) {
        Map<String, List<DocumentKey>> copies = byName(copy);
        Map<DocumentKey, DocumentKey> pairs = new TreeMap<>();
        byName(original).forEach((name, keys) -> {
            List<DocumentKey> found = Optional.ofNullable(copies.remove(name)).orElse(List.of());
            if (keys.size() != 1 || found.size() != 1) {
                differences.add("%s stands %d times in the original and %d times in the copy"
                        .formatted(name, keys.size(), found.size()));
                return;
            }
            pairs.put(keys.getFirst(), found.getFirst());
        });
        copies.keySet().forEach(name -> differences.add(name + " should not be there"));
        pairs.forEach((key, counterpart) -> pair(key.id(), counterpart.id(), key.toString()));
        pairs.forEach((key, counterpart) -> Differences.between(original.get(key), copy.get(counterpart), this::same)
                .forEach(difference -> differences.add(key + difference)));
    }

    private boolean same(JsonNode expected, JsonNode came) {
        if (isId(expected) && isId(came)) {
            return isPair(expected.asString(), came.asString());
        }
        return expected.equals(came);
    }

    private boolean isPair(String original, String copy) {
        return renamed.computeIfAbsent(original, any -> copy).equals(copy)
                && originals.computeIfAbsent(copy, any -> original).equals(original);
    }

    private void pair(String original, String copy, String what) {
        if (original.equals(copy)) {
            differences.add(what + " kept its id");
        }
        if (!isPair(original, copy)) {
            differences.add(what + " shares its new id with another");
        }
    }

    private static boolean isId(JsonNode value) {
        return value.isString() && ID.matcher(value.asString()).matches();
    }

    private static Map<String, List<DocumentKey>> byName(Content content) {
        return content.documents().keySet().stream()
                .collect(Collectors.groupingBy(
                        key -> key.type() + " " + nameOf(content.get(key)),
                        TreeMap::new,
                        Collectors.mapping(Function.identity(), Collectors.toList())));
    }

    /** Preferences have none and are one of their type. */
    private static String nameOf(ObjectNode document) {
        return document.path("name").asString("");
    }
}
