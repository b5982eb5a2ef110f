package dev.hoard.export.suite;

import dev.hoard.export.archive.ArchiveJson;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Random campaign data in which everything points at everything it may point at. The same seed gives the same data. */
public final class GeneratedAccount {

    private static final List<String> NAMES = List.of(
            "Goblin",
            "=cmd|' /C calc'!A0",
            "-2+3",
            "+Zoë the Brave",
            "@home",
            "\tTab",
            "'quoted'",
            "Älter \"Drache\"",
            "a,b;c",
            "two\nlines",
            "竜🐉",
            "");

    private final Random random;
    private final UUID account;
    private final Map<String, ObjectNode> documents = new TreeMap<>();
    private final List<UUID> parties = new ArrayList<>();
    private final List<UUID> characters = new ArrayList<>();
    private final List<UUID> creatures = new ArrayList<>();
    private final List<UUID> encounters = new ArrayList<>();

    private GeneratedAccount(UUID account, long seed) {
        this.random = new Random(seed);
        this.account = account;
    }

    /** Documents by "type/id". */
    public static Map<String, ObjectNode> documents(UUID account, long seed) {
        GeneratedAccount generated = new GeneratedAccount(account, seed);
        generated.generate();
        return generated.documents;
    }

    /** Puts generated data into an account. */
    public static Map<String, ObjectNode> fill(CampaignStandIn campaign, UUID account, long seed) {
        Map<String, ObjectNode> documents = documents(account, seed);
        documents.forEach((key, data) -> {
            String[] parts = key.split("/", -1);
            campaign.put(account, parts[0], UUID.fromString(parts[1]), data);
        });
        return documents;
    }

    private void generate() {
        times(0, 4, () -> add("party", parties, party()));
        times(0, 12, () -> add("creature", creatures, creature()));
        times(0, 6, () -> add("encounter", encounters, encounter()));
        if (random.nextInt(4) > 0) {
            documents.put("preferences/" + account, preferences());
        }
    }

    private ObjectNode party() {
        ObjectNode party = named().put("description", text());
        party.putArray("tags").add(text()).add("x");
        ArrayNode members = party.putArray("characters");
        times(0, 5, () -> {
            UUID id = id();
            characters.add(id);
            ObjectNode member = members.addObject();
            member.put("id", id.toString()).put("name", text()).put("currentHp", random.nextInt(60) - 20);
            member.set("ext", ext());
        });
        return party;
    }

    private ObjectNode creature() {
        ObjectNode creature = named().put("kind", "monster")
                .put("isTemplate", random.nextBoolean())
                .put("size", "tiny")
                .put("ac", random.nextInt(30))
                .put("initiativeBonus", random.nextInt(20) - 10)
                .put("challengeRating", "1/8");
        creature.putObject("speeds").put("walk", 30).put("hover", true);
        creature.putArray("actions").addObject().put("name", "Bite").put("text", text());
        if (random.nextBoolean()) {
            creature.putNull("alignment");
        }
        return creature;
    }

    private ObjectNode encounter() {
        ObjectNode encounter = named().put("status", "active").put("round", random.nextInt(20));
        // A reference to a party that is no more is as good as any.
        encounter.put("partyId", any(parties).toString());
        ArrayNode participants = encounter.putArray("participants");
        List<UUID> combatants = new ArrayList<>();
        times(1, 8, () -> combatants.add(id()));
        for (UUID combatant : combatants) {
            ObjectNode one = participants.addObject();
            boolean character = random.nextBoolean();
            one.put("id", combatant.toString())
                    .put("kind", character ? "character" : "creature")
                    .put("refId", any(character ? characters : creatures).toString())
                    .put("name", text());
            one.putArray("conditions")
                    .addObject()
                    .put("name", "prone")
                    .put("sourceId", any(combatants).toString());
        }
        encounter.put("activeCombatantId", any(combatants).toString());
        ArrayNode log = encounter.putArray("log");
        times(
                0,
                5,
                () -> log.addObject()
                        .put("id", id().toString())
                        .put("kind", "damage")
                        .put("actorId", any(combatants).toString())
                        .put("targetId", any(combatants).toString())
                        .put("amount", random.nextInt(30)));
        return encounter;
    }

    private ObjectNode preferences() {
        ObjectNode preferences = object().put("theme", "dark");
        preferences.put("defaultPartyId", any(parties).toString());
        preferences
                .putArray("recentIds")
                .add(any(encounters).toString())
                .add(any(creatures).toString())
                .add(account.toString());
        preferences.putObject("rules").put("rollMonsterHp", true);
        return preferences;
    }

    private ObjectNode named() {
        ObjectNode document = object().put("name", text());
        document.set("ext", ext());
        return document;
    }

    private ObjectNode ext() {
        ObjectNode ext = object();
        ext.putObject("app.example")
                .put("exact", new BigDecimal("0.1000000000000000055511151231257827"))
                .put("large", new BigDecimal("1E+40"))
                .put("trailing", new BigDecimal("2.50"))
                .put("id", any(parties).toString())
                .putNull("nothing")
                .put("text", text());
        return ext;
    }

    private String text() {
        return NAMES.get(random.nextInt(NAMES.size()));
    }

    private UUID any(List<UUID> ids) {
        return ids.isEmpty() || random.nextInt(10) == 0 ? id() : ids.get(random.nextInt(ids.size()));
    }

    private UUID id() {
        return new UUID(
                (random.nextLong() & ~0xF000L) | 0x4000L,
                (random.nextLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L);
    }

    private void add(String type, List<UUID> ids, ObjectNode document) {
        UUID id = id();
        ids.add(id);
        documents.put(type + "/" + id, document);
    }

    private void times(int least, int most, Runnable action) {
        int times = least + random.nextInt(most - least + 1);
        for (int i = 0; i < times; i++) {
            action.run();
        }
    }

    private static ObjectNode object() {
        return ArchiveJson.mapper().createObjectNode();
    }
}
