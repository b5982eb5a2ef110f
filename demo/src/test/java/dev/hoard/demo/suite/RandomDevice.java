package dev.hoard.demo.suite;

import dev.hoard.demo.client.Device;
import dev.hoard.demo.client.Json;
import dev.hoard.demo.client.Mutation;
import dev.hoard.demo.client.ProtocolViolation;
import dev.hoard.demo.client.PushAnswer;
import dev.hoard.demo.content.Content;
import dev.hoard.demo.content.DocumentKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A device whose user does anything at any time. It queues what it edits while it is away, sends it when it is back, sends
 * a push again whose answer got lost, and now and then one that was answered long ago.
 */
final class RandomDevice implements AutoCloseable {

    /** What an edit was meant to do, for the model. */
    sealed interface Intent {
        /** Damage or healing of one character. */
        record HitPoints(int character, int change) implements Intent {}

        /** A new value for one field of a party. */
        record Text(String pointer, String value) implements Intent {}

        /** Any edit of a creature, its creation too. */
        record CreatureEdit() implements Intent {}

        /** The end of a creature. */
        record Deletion() implements Intent {}
    }

    /**
     * An acknowledged edit.
     *
     * @param rev the number at which it left its document
     * @param device which sent it
     */
    record Acknowledged(Mutation mutation, Intent intent, long rev, String device) {}

    static final int CHARACTERS = 3;

    private static final Set<String> DECIDED = Set.of("applied", "merged", "conflict");

    private final Device device;
    private final Random random;
    private final Consumer<Acknowledged> model;
    /** What the server has told of each document, by answers that the replica has not seen yet. */
    private final Map<DocumentKey, Known> answered = new HashMap<>();

    private final List<Queued> queue = new ArrayList<>();
    private final List<List<Mutation>> sent = new ArrayList<>();
    private long head;

    RandomDevice(Device device, Random random, Consumer<Acknowledged> model) {
        this.device = device;
        this.random = random;
        this.model = model;
    }

    /** @param data null for a tombstone */
    private record Known(long rev, ObjectNode data, boolean live) {}

    private record Queued(Mutation mutation, Intent intent) {}

    Device device() {
        return device;
    }

    /** The highest head it was told. */
    long head() {
        return head;
    }

    /** A party with characters at 1,000 hit points. */
    DocumentKey createParty(String name) {
        DocumentKey key = new DocumentKey("party", UUID.randomUUID().toString());
        ObjectNode party = Json.object().put("name", name).put("description", "as made");
        ArrayNode characters = party.putArray("characters");
        for (int i = 0; i < CHARACTERS; i++) {
            characters.add(Json.object()
                    .put("id", UUID.randomUUID().toString())
                    .put("name", "Character " + i)
                    .put("ac", 15)
                    .put("maxHp", 9_999)
                    .put("currentHp", 1_000)
                    .put("tempHp", 0)
                    .put("dexterity", 10)
                    .put("initiativeBonus", 0)
                    .put("initiativeMode", "normal")
                    .put("active", true)
                    .put("notes", "as made"));
        }
        party.putArray("tags");
        device.push(Mutation.create(key, party)).expectAll("applied");
        return key;
    }

    /** One thing that happens. */
    void step() {
        int dice = random.nextInt(100);
        if (dice < 35) {
            edit();
            flush();
        } else if (dice < 65) {
            edit();
        } else if (dice < 80) {
            flush();
        } else if (dice < 95) {
            pull();
        } else {
            sendAnOldPushAgain();
        }
    }

    /** Comes back and sends what it has. */
    void settle() {
        flush();
        pull();
    }

    /** Sends everything it ever sent once more: all of it must be known (SYNC-3). */
    void sendAllAgain() {
        sent.forEach(push -> device.push(push).expectAll("duplicate"));
    }

    void pull() {
        device.pull(0, position -> {});
    }

    private void sendAnOldPushAgain() {
        if (!sent.isEmpty()) {
            device.push(sent.get(random.nextInt(sent.size()))).expectAll("duplicate");
        }
    }

    private void edit() {
        List<DocumentKey> parties = held("party");
        List<DocumentKey> creatures = held("creature");
        int dice = random.nextInt(100);
        if (dice < 60 && !parties.isEmpty()) {
            editParty(parties.get(random.nextInt(parties.size())));
        } else if (dice < 70 || creatures.isEmpty()) {
            createCreature();
        } else if (dice < 93) {
            editCreature(creatures.get(random.nextInt(creatures.size())));
        } else {
            deleteCreature(creatures.get(random.nextInt(creatures.size())));
        }
    }

    private void editParty(DocumentKey key) {
        Known known = latest(key);
        ObjectNode party = known.data().deepCopy();
        int character = random.nextInt(CHARACTERS);
        ObjectNode one = party.required("characters").get(character).asObject();
        switch (random.nextInt(3)) {
            case 0 -> {
                int change = random.nextInt(1, 10) * (random.nextBoolean() ? 1 : -1);
                one.put("currentHp", one.required("currentHp").asInt() + change);
                queue(key, known, party, new Intent.HitPoints(character, change));
            }
            case 1 -> {
                String value = unique();
                one.put("notes", value);
                queue(key, known, party, new Intent.Text("/characters/" + character + "/notes", value));
            }
            default -> {
                String value = unique();
                party.put("description", value);
                queue(key, known, party, new Intent.Text("/description", value));
            }
        }
    }

    private void createCreature() {
        DocumentKey key = new DocumentKey("creature", UUID.randomUUID().toString());
        ObjectNode creature = Json.object()
                .put("name", "Creature " + unique())
                .put("kind", "monster")
                .put("isTemplate", false)
                .put("size", "small")
                .put("creatureType", "ooze")
                .put("ac", 10)
                .put("maxHp", 10);
        queue.add(new Queued(Mutation.create(key, creature), new Intent.CreatureEdit()));
    }

    private void editCreature(DocumentKey key) {
        Known known = latest(key);
        queue(key, known, known.data().deepCopy().put("notes", unique()), new Intent.CreatureEdit());
    }

    private void deleteCreature(DocumentKey key) {
        queue.add(new Queued(Mutation.delete(key, latest(key).rev()), new Intent.Deletion()));
    }

    private void queue(DocumentKey key, Known known, ObjectNode data, Intent intent) {
        queue.add(new Queued(Mutation.update(key, known.rev(), data), intent));
    }

    /** Sends the queue in one push; its answer gets lost now and then. */
    private void flush() {
        if (queue.isEmpty()) {
            return;
        }
        List<Mutation> push = queue.stream().map(Queued::mutation).toList();
        PushAnswer answer = device.push(push);
        if (random.nextInt(100) < 15) {
            answer = device.push(push).expectAll("duplicate");
        }
        head = Math.max(head, answer.head());
        for (int i = 0; i < push.size(); i++) {
            take(queue.get(i), answer.results().get(i));
        }
        sent.add(push);
        queue.clear();
    }

    private void take(Queued queued, PushAnswer.Result result) {
        Mutation mutation = queued.mutation();
        if (!DECIDED.contains(result.status()) && !result.status().equals("duplicate")) {
            throw new ProtocolViolation("an edit was not taken: " + result.json());
        }
        model.accept(new Acknowledged(mutation, queued.intent(), result.rev(), device.name()));
        Optional<ObjectNode> shown = result.json()
                .optional("document")
                .filter(node -> node.isObject())
                .map(node -> node.asObject());
        ObjectNode data = shown.map(Content::clientsPart).orElse(mutation.data());
        answered.put(
                mutation.document(),
                data == null ? new Known(result.rev(), Json.object(), false) : new Known(result.rev(), data, true));
    }

    /** The document as this device's user sees it: the last queued edit of it, else the latest that was told of it. */
    private Known latest(DocumentKey key) {
        for (Queued queued : queue.reversed()) {
            if (queued.mutation().document().equals(key)) {
                Mutation mutation = queued.mutation();
                long base = mutation.baseRev() == null ? 0 : mutation.baseRev();
                return mutation.data() == null
                        ? new Known(base, Json.object(), false)
                        : new Known(base, mutation.data(), true);
            }
        }
        Known told = answered.get(key);
        Optional<ObjectNode> seen = device.replica().find(key);
        if (told != null && (told.rev() > device.replica().position() || seen.isEmpty())) {
            return told.rev() > device.replica().position() ? told : new Known(told.rev(), Json.object(), false);
        }
        return seen.map(document -> new Known(document.required("rev").asLong(), Content.clientsPart(document), true))
                .orElse(new Known(0, Json.object(), false));
    }

    /** What this device's user can edit: documents that live as far as the device knows, and are on the server. */
    private List<DocumentKey> held(String type) {
        return device.replica().content().only(key -> key.type().equals(type)).documents().keySet().stream()
                .filter(key -> latest(key).live())
                .toList();
    }

    private String unique() {
        return device.name() + " " + random.nextLong();
    }

    @Override
    public void close() {
        device.close();
    }
}
