package dev.hoard.demo.srd;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One 5e-bits monster to one creature. Every sentence of the source arrives; its structured copies of what the sentences
 * say (attack bonuses, dice, saving throws, spell lists) do not, and what has no field but is worth keeping goes to
 * {@code ext["import.srd"]}.
 */
final class CreatureMapping {

    static final String EXTENSION = "import.srd";

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Pattern FEET = Pattern.compile("(\\d+) ft\\.");
    private static final Pattern COST = Pattern.compile(" \\(Costs (\\d) Actions\\)$");
    private static final Map<String, String> ABILITIES = Map.of(
            "strength", "str",
            "dexterity", "dex",
            "constitution", "con",
            "intelligence", "int",
            "wisdom", "wis",
            "charisma", "cha");
    private static final List<String> ABILITIES_IN_ORDER =
            List.of("strength", "dexterity", "constitution", "intelligence", "wisdom", "charisma");

    /** Every monster of this document with legendary actions has three a round. */
    private static final int LEGENDARY_ACTIONS_PER_TURN = 3;

    private CreatureMapping() {}

    static ObjectNode toCreature(JsonNode monster) {
        ObjectNode creature = JSON.objectNode();
        creature.put("name", text(monster, "name"));
        creature.put("kind", "monster");
        creature.put("isTemplate", true);
        creature.put("size", text(monster, "size").toLowerCase(Locale.ROOT));
        creature.put("creatureType", text(monster, "type"));
        monster.optional("subtype").ifPresent(subtype -> creature.put("subtype", subtype.asString()));
        creature.put("alignment", text(monster, "alignment"));
        armour(monster, creature);
        creature.put("maxHp", monster.required("hit_points").asInt());
        creature.put("hpFormula", text(monster, "hit_points_roll"));
        creature.set("speeds", speeds(monster.required("speed")));
        creature.set("abilities", abilities(monster));
        creature.put(
                "initiativeBonus", Math.floorDiv(monster.required("dexterity").asInt() - 10, 2));
        proficiencies(monster, creature, "saving-throw-", "saves");
        proficiencies(monster, creature, "skill-", "skills");
        creature.set("senses", senses(monster.required("senses")));
        creature.put("languages", text(monster, "languages"));
        creature.put(
                "challengeRating",
                challengeRating(monster.required("challenge_rating").asDouble()));
        creature.put("xp", monster.required("xp").asInt());
        creature.set("damageVulnerabilities", monster.required("damage_vulnerabilities"));
        creature.set("damageResistances", monster.required("damage_resistances"));
        creature.set("damageImmunities", monster.required("damage_immunities"));
        creature.set("conditionImmunities", indexes(monster.required("condition_immunities")));
        features(monster, "special_abilities", creature, "traits");
        features(monster, "actions", creature, "actions");
        features(monster, "reactions", creature, "reactions");
        features(monster, "legendary_actions", creature, "legendaryActions");
        if (monster.has("legendary_actions")) {
            creature.put("legendaryActionsPerTurn", LEGENDARY_ACTIONS_PER_TURN);
        }
        creature.set(
                "source",
                JSON.objectNode()
                        .put("name", "SRD 5.1")
                        .put("license", "CC-BY-4.0")
                        .put("externalId", text(monster, "index")));
        creature.set("tags", JSON.arrayNode().add("srd"));
        monster.optional("desc").ifPresent(desc -> creature.put("notes", desc.asString()));
        creature.set("ext", JSON.objectNode().set(EXTENSION, withoutAField(monster)));
        return creature;
    }

    /** The first class is the usual one; a further one says what it depends on. */
    private static void armour(JsonNode monster, ObjectNode creature) {
        JsonNode classes = monster.required("armor_class");
        JsonNode usual = classes.required(0);
        creature.put("ac", usual.required("value").asInt());
        String note = Stream.concat(
                        Stream.of(armourNote(usual)),
                        classes.values().stream()
                                .skip(1)
                                .map(other -> other.required("value").asInt() + " " + armourNote(other)))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("; "));
        if (!note.isEmpty()) {
            creature.put("acNote", note);
        }
    }

    private static String armourNote(JsonNode armourClass) {
        return switch (text(armourClass, "type")) {
            case "dex" -> "";
            case "natural" -> "natural armor";
            case "armor" -> armour(armourClass);
            case "spell" ->
                "with " + text(armourClass.required("spell"), "name").toLowerCase(Locale.ROOT);
            case "condition" -> "while " + text(armourClass.required("condition"), "index");
            case String other -> throw new IllegalArgumentException("Unknown kind of armour class: " + other);
        };
    }

    private static String armour(JsonNode armourClass) {
        return armourClass
                .optional("desc")
                .map(JsonNode::asString)
                .orElseGet(() -> "with "
                        + armourClass.path("armor").values().stream()
                                .map(piece -> text(piece, "name").toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", ")));
    }

    private static ObjectNode speeds(JsonNode speed) {
        ObjectNode speeds = JSON.objectNode();
        speed.forEachEntry((way, value) -> {
            if (value.isBoolean()) {
                speeds.put(way, value.booleanValue());
                return;
            }
            speeds.put(way, feet(value.asString()));
        });
        return speeds;
    }

    private static int feet(String distance) {
        Matcher matcher = FEET.matcher(distance);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("Not a distance in feet: " + distance);
        }
        return Integer.parseInt(matcher.group(1));
    }

    private static ObjectNode abilities(JsonNode monster) {
        ObjectNode abilities = JSON.objectNode();
        for (String ability : ABILITIES_IN_ORDER) {
            abilities.put(ABILITIES.get(ability), monster.required(ability).asInt());
        }
        return abilities;
    }

    private static void proficiencies(JsonNode monster, ObjectNode creature, String prefix, String field) {
        ObjectNode bonuses = JSON.objectNode();
        for (JsonNode entry : monster.required("proficiencies").values()) {
            String index = text(entry.required("proficiency"), "index");
            if (index.startsWith(prefix)) {
                bonuses.put(
                        index.substring(prefix.length()),
                        entry.required("value").asInt());
            }
        }
        if (!bonuses.isEmpty()) {
            creature.set(field, bonuses);
        }
    }

    /** Ranges stay text, since some are conditional: "60 ft. (blind beyond this radius)". */
    private static ObjectNode senses(JsonNode source) {
        ObjectNode senses = JSON.objectNode();
        source.forEachEntry(
                (sense, value) -> senses.set(sense.equals("passive_perception") ? "passivePerception" : sense, value));
        return senses;
    }

    static String challengeRating(double rating) {
        if (rating > 0 && rating < 1) {
            return "1/" + Math.round(1 / rating);
        }
        return String.valueOf(Math.round(rating));
    }

    private static ArrayNode indexes(JsonNode references) {
        ArrayNode indexes = JSON.arrayNode();
        references.values().forEach(reference -> indexes.add(text(reference, "index")));
        return indexes;
    }

    private static void features(JsonNode monster, String from, ObjectNode creature, String to) {
        JsonNode source = monster.path(from);
        if (source.isEmpty()) {
            return;
        }
        ArrayNode features = JSON.arrayNode();
        source.values().forEach(feature -> features.add(feature(feature)));
        creature.set(to, features);
    }

    /** The price of a legendary action stands in its name: "Wing Attack (Costs 2 Actions)". */
    private static ObjectNode feature(JsonNode source) {
        String name = text(source, "name");
        Matcher cost = COST.matcher(name);
        boolean priced = cost.find();
        ObjectNode feature = JSON.objectNode();
        feature.put("name", priced ? name.substring(0, cost.start()) : name);
        feature.put("text", text(source, "desc"));
        source.optional("usage").ifPresent(usage -> feature.put("usage", usage(usage)));
        if (priced) {
            feature.put("cost", Integer.parseInt(cost.group(1)));
        }
        return feature;
    }

    private static String usage(JsonNode usage) {
        return switch (text(usage, "type")) {
            case "per day" -> usage.required("times").asInt() + "/day";
            case "recharge on roll" -> recharge(usage.required("min_value").asInt());
            case "recharge after rest" ->
                usage.required("rest_types").values().stream()
                        .map(JsonNode::asString)
                        .collect(Collectors.joining(" or ", "recharges after a ", " rest"));
            case String other -> throw new IllegalArgumentException("Unknown kind of usage: " + other);
        };
    }

    private static String recharge(int from) {
        return from == 6 ? "recharge 6" : "recharge " + from + "-6";
    }

    private static ObjectNode withoutAField(JsonNode monster) {
        ObjectNode rest = JSON.objectNode();
        rest.put("proficiencyBonus", monster.required("proficiency_bonus").asInt());
        if (monster.has("forms")) {
            rest.set("forms", indexes(monster.required("forms")));
        }
        return rest;
    }

    private static String text(JsonNode node, String field) {
        return node.required(field).asString();
    }
}
