package dev.hoard.demo.srd;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The limits of a creature as the domain model states them, written a second time and independently of the service that
 * enforces them. {@code problems} names every breach by its pointer.
 */
final class CreatureRules {

    private static final Set<String> REQUIRED =
            Set.of("name", "kind", "isTemplate", "size", "creatureType", "ac", "maxHp");
    private static final Set<String> ABILITIES = Set.of("str", "dex", "con", "int", "wis", "cha");
    private static final Set<String> SPEEDS = Set.of("walk", "fly", "swim", "climb", "burrow");
    private static final int MAX_BYTES = 64 * 1024;
    private static final int MAX_EXTENSION_BYTES = 32 * 1024;

    private final List<String> problems = new ArrayList<>();
    private final Map<String, BiConsumer<String, JsonNode>> fields = Map.ofEntries(
            Map.entry("name", text(1, 100)),
            Map.entry("kind", oneOf("monster", "npc")),
            Map.entry("isTemplate", this::bool),
            Map.entry("size", oneOf("tiny", "small", "medium", "large", "huge", "gargantuan")),
            Map.entry("creatureType", text(1, 60)),
            Map.entry("subtype", text(1, 60)),
            Map.entry("alignment", text(1, 60)),
            Map.entry("ac", integer(0, 99)),
            Map.entry("acNote", text(1, 100)),
            Map.entry("maxHp", integer(1, 9999)),
            Map.entry("hpFormula", text(1, 40)),
            Map.entry("speeds", this::speeds),
            Map.entry("abilities", this::abilities),
            Map.entry("initiativeBonus", integer(-20, 99)),
            Map.entry("saves", map(integer(-20, 99))),
            Map.entry("skills", map(integer(-20, 99))),
            Map.entry("senses", map(this::sense)),
            Map.entry("languages", text(0, 500)),
            Map.entry("challengeRating", this::challengeRating),
            Map.entry("xp", integer(0, 1_000_000)),
            Map.entry("damageVulnerabilities", list(30, text(1, 120))),
            Map.entry("damageResistances", list(30, text(1, 120))),
            Map.entry("damageImmunities", list(30, text(1, 120))),
            Map.entry("conditionImmunities", list(30, text(1, 120))),
            Map.entry("traits", list(60, this::feature)),
            Map.entry("actions", list(60, this::feature)),
            Map.entry("bonusActions", list(60, this::feature)),
            Map.entry("reactions", list(60, this::feature)),
            Map.entry("legendaryActions", list(60, this::feature)),
            Map.entry("mythicActions", list(60, this::feature)),
            Map.entry("lairActions", list(60, this::feature)),
            Map.entry("legendaryActionsPerTurn", integer(0, 9)),
            Map.entry("source", this::source),
            Map.entry("tags", list(20, text(1, 40))),
            Map.entry("notes", text(0, 10_000)),
            Map.entry("ext", this::extension));

    private CreatureRules() {}

    static List<String> problems(ObjectNode creature) {
        var rules = new CreatureRules();
        rules.check(creature);
        return rules.problems;
    }

    private void check(ObjectNode creature) {
        REQUIRED.stream().filter(field -> !creature.has(field)).forEach(field -> problem("/" + field, "is missing"));
        if (bytes(creature) > MAX_BYTES) {
            problem("", "is larger than 64 KiB");
        }
        creature.forEachEntry((field, value) -> {
            BiConsumer<String, JsonNode> rule = fields.get(field);
            if (rule == null) {
                problem("/" + field, "is no field of a creature");
                return;
            }
            rule.accept("/" + field, value);
        });
    }

    private void feature(String at, JsonNode feature) {
        only(at, feature, Set.of("name", "text", "usage", "cost"));
        text(1, 120).accept(at + "/name", feature.path("name"));
        text(0, 5000).accept(at + "/text", feature.path("text"));
        feature.optional("usage").ifPresent(usage -> text(1, 120).accept(at + "/usage", usage));
        feature.optional("cost").ifPresent(cost -> integer(1, 3).accept(at + "/cost", cost));
    }

    private void source(String at, JsonNode source) {
        only(at, source, Set.of("name", "license", "externalId"));
        source.forEachEntry((field, value) -> text(1, 100).accept(at + "/" + field, value));
    }

    private void speeds(String at, JsonNode speeds) {
        speeds.forEachEntry((way, value) -> {
            if (way.equals("hover")) {
                bool(at + "/hover", value);
                return;
            }
            if (!SPEEDS.contains(way)) {
                problem(at + "/" + way, "is no way to move");
            }
            integer(0, 999).accept(at + "/" + way, value);
        });
    }

    private void abilities(String at, JsonNode abilities) {
        if (!Set.copyOf(abilities.propertyNames()).equals(ABILITIES)) {
            problem(at, "are not the six abilities");
        }
        abilities.forEachEntry((ability, value) -> integer(0, 99).accept(at + "/" + ability, value));
    }

    private void sense(String at, JsonNode sense) {
        if (sense.isInt()) {
            integer(0, 99).accept(at, sense);
            return;
        }
        text(1, 120).accept(at, sense);
    }

    private void challengeRating(String at, JsonNode rating) {
        if (!rating.isString() || !rating.asString().matches("0|1/8|1/4|1/2|[1-9]|[12]\\d|30")) {
            problem(at, "is no challenge rating: " + rating);
        }
    }

    private void extension(String at, JsonNode extension) {
        if (!extension.isObject() || extension.size() > 64 || bytes(extension) > MAX_EXTENSION_BYTES) {
            problem(at, "is no legal extension");
        }
    }

    private void bool(String at, JsonNode value) {
        if (!value.isBoolean()) {
            problem(at, "is not true or false: " + value);
        }
    }

    private void only(String at, JsonNode object, Set<String> allowed) {
        object.propertyNames().stream()
                .filter(field -> !allowed.contains(field))
                .forEach(field -> problem(at + "/" + field, "is unknown"));
    }

    private BiConsumer<String, JsonNode> text(int min, int max) {
        return (at, value) -> {
            if (!value.isString()) {
                problem(at, "is not text: " + value);
                return;
            }
            String text = value.asString();
            if (text.length() < min || text.length() > max) {
                problem(at, "has " + text.length() + " characters, not " + min + " to " + max);
            }
            if (!Normalizer.isNormalized(text, Normalizer.Form.NFC)
                    || text.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t')) {
                problem(at, "is not normalised or has control characters");
            }
        };
    }

    private BiConsumer<String, JsonNode> integer(int min, int max) {
        return (at, value) -> {
            if (!value.isInt() || value.asInt() < min || value.asInt() > max) {
                problem(at, "is not a whole number from " + min + " to " + max + ": " + value);
            }
        };
    }

    private BiConsumer<String, JsonNode> oneOf(String... allowed) {
        return (at, value) -> {
            if (!value.isString() || !Set.of(allowed).contains(value.asString())) {
                problem(at, "is none of " + List.of(allowed) + ": " + value);
            }
        };
    }

    private BiConsumer<String, JsonNode> list(int max, BiConsumer<String, JsonNode> element) {
        return (at, value) -> {
            if (!value.isArray() || value.size() > max) {
                problem(at, "is no list of at most " + max);
                return;
            }
            for (int i = 0; i < value.size(); i++) {
                element.accept(at + "/" + i, value.get(i));
            }
        };
    }

    private BiConsumer<String, JsonNode> map(BiConsumer<String, JsonNode> element) {
        return (at, value) -> {
            if (!value.isObject() || value.size() > 20) {
                problem(at, "is no map of at most 20");
                return;
            }
            value.forEachEntry((key, entry) -> element.accept(at + "/" + key, entry));
        };
    }

    private void problem(String at, String what) {
        problems.add(at + " " + what);
    }

    private static int bytes(JsonNode node) {
        return node.toString().getBytes(StandardCharsets.UTF_8).length;
    }
}
