package dev.hoard.demo.table;

import dev.hoard.demo.content.DocumentKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A whole account's worth of documents with fresh ids: the given creatures, a party, an encounter that refers to both,
 * and preferences that refer to all three.
 */
public final class GameTable {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Map<DocumentKey, ObjectNode> documents = new LinkedHashMap<>();
    private final DocumentKey party = key("party");
    private final DocumentKey encounter = key("encounter");
    private final DocumentKey preferences;

    private GameTable(String accountId) {
        this.preferences = new DocumentKey("preferences", accountId);
    }

    /** @param accountId is the id of the preferences */
    public static GameTable with(List<ObjectNode> creatures, String accountId) {
        var table = new GameTable(accountId);
        creatures.forEach(creature -> table.documents.put(key("creature"), creature));
        ArrayNode characters = characters();
        table.documents.put(table.party, party(characters));
        table.documents.put(table.encounter, table.encounterOf(characters));
        table.documents.put(table.preferences, table.preferencesDocument());
        return table;
    }

    /** In the order of their making: creatures, party, encounter, preferences. */
    public Map<DocumentKey, ObjectNode> documents() {
        return documents;
    }

    public DocumentKey party() {
        return party;
    }

    public DocumentKey encounter() {
        return encounter;
    }

    public DocumentKey preferences() {
        return preferences;
    }

    public List<DocumentKey> creatures() {
        return documents.keySet().stream()
                .filter(key -> key.type().equals("creature"))
                .toList();
    }

    public DocumentKey creatureNamed(String name) {
        return creatures().stream()
                .filter(key -> get(key).path("name").asString("").equals(name))
                .findFirst()
                .orElseThrow();
    }

    private ObjectNode get(DocumentKey key) {
        return Objects.requireNonNull(documents.get(key), key::toString);
    }

    private static ArrayNode characters() {
        ArrayNode characters = JSON.arrayNode();
        characters.add(character("Brunhild Ironbraid", "Ana", "dwarf", "Fighter", 5, 18, 49, 12));
        characters.add(character("Caelynn Moonwhisper", "Ben", "elf", "Wizard", 5, 13, 28, 16));
        characters.add(character("Pip Underbough", "Chiara", "halfling", "Rogue", 5, 16, 36, 19));
        characters.add(character("Sister Maélle", "Dmitri", "human", "Cleric", 5, 18, 38, 10));
        characters.add(character("Torgga Stonefist", "Eun-ji", "half-orc", "Barbarian", 5, 15, 55, 14));
        return characters;
    }

    private static ObjectNode character(
            String name, String player, String race, String className, int level, int ac, int hp, int dexterity) {
        ObjectNode character = JSON.objectNode()
                .put("id", UUID.randomUUID().toString())
                .put("name", name)
                .put("playerName", player)
                .put("race", race);
        character.putArray("classes").addObject().put("className", className).put("level", level);
        return character
                .put("ac", ac)
                .put("maxHp", hp)
                .put("currentHp", hp)
                .put("tempHp", 0)
                .put("dexterity", dexterity)
                .put("initiativeBonus", Math.floorDiv(dexterity - 10, 2))
                .put("initiativeMode", "normal")
                .put("passivePerception", 13)
                .put("active", true)
                .put("notes", "");
    }

    private static ObjectNode party(ArrayNode characters) {
        ObjectNode party = JSON.objectNode()
                .put("name", "The Lanternbearers")
                .put("description", "Five friends, one lantern, and a map that is wrong.")
                .put("campaign", "The Drowned Keep");
        party.putArray("tags").add("level 5").add("thursdays");
        party.set("characters", characters.deepCopy());
        party.putObject("ext").putObject("demo.table").put("seat", "by the window");
        return party;
    }

    /** The party against an owlbear, two goblins and the aboleth they serve. */
    private ObjectNode encounterOf(ArrayNode characters) {
        List<ObjectNode> combatants = new ArrayList<>();
        characters.values().forEach(character -> combatants.add(combatant(character.asObject(), combatants.size())));
        combatants.add(monster("Owlbear", 1, combatants.size()));
        combatants.add(monster("Goblin", 1, combatants.size()));
        combatants.add(monster("Goblin", 2, combatants.size()));
        combatants.add(monster("Aboleth", 1, combatants.size()));
        combatants.getFirst().withArrayProperty("conditions").add(condition("poisoned", 3));
        ObjectNode encounter = JSON.objectNode()
                .put("name", "Ambush at the drowned gate")
                .put("description", "The goblins open the gate when the owlbear roars.")
                .put("status", "active")
                .put("partyId", party.id())
                .put("round", 1)
                .put("activeCombatantId", combatants.get(1).required("id").asString());
        encounter.putArray("participants").addAll(combatants);
        encounter
                .putArray("log")
                .addObject()
                .put("id", UUID.randomUUID().toString())
                .put("at", "2026-11-19T19:30:00.000Z")
                .put("round", 1)
                .put("kind", "damage")
                .put("actorId", combatants.get(5).required("id").asString())
                .put("targetId", combatants.get(0).required("id").asString())
                .put("amount", 11)
                .put("text", "Claws.");
        encounter.putArray("tags").add("water");
        return encounter.put("startedAt", "2026-11-19T19:25:00.000Z");
    }

    private static ObjectNode combatant(ObjectNode character, int place) {
        return fighter(
                        "character",
                        character.required("id").asString(),
                        character.required("name").asString(),
                        "ally",
                        place)
                .put("ac", character.required("ac").asInt())
                .put("maxHp", character.required("maxHp").asInt())
                .put("currentHp", character.required("currentHp").asInt())
                .put("dexterity", character.required("dexterity").asInt());
    }

    private ObjectNode monster(String name, int ordinal, int place) {
        DocumentKey key = creatureNamed(name);
        ObjectNode creature = get(key);
        return fighter("creature", key.id(), name, "enemy", place)
                .put("ordinal", ordinal)
                .put("ac", creature.required("ac").asInt())
                .put("maxHp", creature.required("maxHp").asInt())
                .put("currentHp", creature.required("maxHp").asInt())
                .put("dexterity", creature.at("/abilities/dex").asInt())
                .put("color", "#8b0000");
    }

    private static ObjectNode fighter(String kind, String refId, String name, String side, int place) {
        ObjectNode fighter = JSON.objectNode()
                .put("id", UUID.randomUUID().toString())
                .put("kind", kind)
                .put("refId", refId)
                .put("name", name)
                .put("side", side)
                .put("tempHp", 0)
                .put("initiative", 20 - place)
                .put("sortOrder", place)
                .put("hidden", false)
                .put("defeated", false)
                .put("reactionUsed", false)
                .put("notes", "");
        fighter.putObject("legendary").put("max", 0).put("remaining", 0);
        fighter.putObject("deathSaves").put("successes", 0).put("failures", 0);
        fighter.putArray("conditions");
        return fighter;
    }

    private static ObjectNode condition(String name, int rounds) {
        return JSON.objectNode()
                .put("id", UUID.randomUUID().toString())
                .put("name", name)
                .put("durationRounds", rounds)
                .put("expiresOn", "turnEnd");
    }

    private ObjectNode preferencesDocument() {
        ObjectNode document =
                JSON.objectNode().put("theme", "dark").put("locale", "en-GB").put("defaultPartyId", party.id());
        document.putObject("rules")
                .put("rollMonsterHp", false)
                .put("allowNegativeHp", false)
                .put("groupInitiative", "byName")
                .put("rerollEachRound", false)
                .put("concentrationReminder", true);
        document.putObject("keybindings").put("nextTurn", "n").put("undo", "ctrl+z");
        document.putObject("notifications")
                .put("email", true)
                .put("updates", false)
                .put("marketing", false);
        document.put("autoBackup", true).put("autoSync", true);
        document.putArray("recentIds").add(encounter.id()).add(party.id());
        return document;
    }

    private static DocumentKey key(String type) {
        return new DocumentKey(type, UUID.randomUUID().toString());
    }
}
