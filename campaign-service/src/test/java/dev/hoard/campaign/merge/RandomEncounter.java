package dev.hoard.campaign.merge;

import dev.hoard.campaign.document.DocumentJson;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Encounters as a table makes them, and what people do to them; all of it follows from the seed. */
final class RandomEncounter {

    private static final List<String> CONDITIONS = List.of("prone", "poisoned", "stunned", "blinded");
    private static final int TEXTS = 5;

    private final Random random;

    RandomEncounter(Random random) {
        this.random = random;
    }

    ObjectNode encounter() {
        ObjectNode encounter = DocumentJson.readObject("{\"name\":\"Bridge\",\"description\":\"Old\",\"round\":3}");
        ArrayNode participants = encounter.putArray("participants");
        for (int i = random.nextInt(6); i > 0; i--) {
            participants.add(combatant());
        }
        encounter.putArray("tags").add("river").add("night");
        ArrayNode log = encounter.putArray("log");
        for (int i = random.nextInt(4) == 0 ? 97 : random.nextInt(4); i > 0; i--) {
            log.add(logEntry());
        }
        encounter.putObject("ext").putObject("map").put("x", 1).put("y", 2);
        return encounter;
    }

    /** Some edits, as one person makes them between two pushes. */
    ObjectNode edited(ObjectNode base) {
        ObjectNode edited = base.deepCopy();
        for (int i = random.nextInt(1, 6); i > 0; i--) {
            edit(edited);
        }
        return edited;
    }

    private void edit(ObjectNode encounter) {
        switch (random.nextInt(12)) {
            case 0 -> encounter.put("name", text());
            case 1 -> encounter.put("round", random.nextInt(9));
            case 2 -> encounter.put("description", text());
            case 3 -> encounter.remove("description");
            case 4 -> list(encounter, "tags").add("tag" + random.nextInt(1000));
            case 5 -> list(encounter, "log").add(logEntry());
            case 6 -> list(encounter, "participants").insert(0, combatant());
            case 7 -> take(list(encounter, "participants"));
            case 8 -> shuffle(list(encounter, "participants"));
            case 9 -> encounter.withObject("ext").withObject("map").put(text(), random.nextInt(5));
            case 10 -> pass(encounter);
            default -> edit(list(encounter, "participants"));
        }
    }

    private void edit(ArrayNode participants) {
        if (participants.isEmpty()) {
            return;
        }
        ObjectNode combatant = (ObjectNode) participants.get(random.nextInt(participants.size()));
        switch (random.nextInt(5)) {
            case 0 -> combatant.put("currentHp", random.nextInt(21));
            case 1 -> combatant.put("notes", text());
            case 2 -> combatant.put("initiative", random.nextInt(20));
            case 3 -> addCondition(combatant);
            default -> take(list(combatant, "conditions"));
        }
    }

    private void addCondition(ObjectNode combatant) {
        ArrayNode conditions = list(combatant, "conditions");
        String name = CONDITIONS.get(random.nextInt(CONDITIONS.size()));
        boolean there = StreamSupport.stream(conditions.spliterator(), false)
                .anyMatch(each -> each.get("name").stringValue().equals(name));
        if (!there) {
            conditions.addObject().put("name", name).put("durationRounds", random.nextInt(1, 5));
        }
    }

    private void pass(ObjectNode encounter) {
        ArrayNode participants = list(encounter, "participants");
        if (!participants.isEmpty()) {
            encounter.set(
                    "activeCombatantId",
                    participants.get(random.nextInt(participants.size())).get("id"));
        }
    }

    private ObjectNode combatant() {
        return DocumentJson.readObject("{\"id\":\"%s\",\"name\":\"%s\",\"maxHp\":20,\"currentHp\":%d,\"conditions\":[]}"
                .formatted(uuid(), text(), random.nextInt(21)));
    }

    private ObjectNode logEntry() {
        return DocumentJson.readObject("{\"id\":\"%s\",\"kind\":\"note\",\"text\":\"%s\"}".formatted(uuid(), text()));
    }

    private void take(ArrayNode list) {
        if (!list.isEmpty()) {
            list.remove(random.nextInt(list.size()));
        }
    }

    private void shuffle(ArrayNode list) {
        List<JsonNode> elements = new ArrayList<>();
        list.forEach(elements::add);
        Collections.shuffle(elements, random);
        list.removeAll();
        list.addAll(elements);
    }

    private static ArrayNode list(ObjectNode object, String name) {
        return object.withArrayProperty(name);
    }

    private String text() {
        return "text" + random.nextInt(TEXTS);
    }

    private UUID uuid() {
        return new UUID(random.nextLong(), random.nextLong());
    }
}
