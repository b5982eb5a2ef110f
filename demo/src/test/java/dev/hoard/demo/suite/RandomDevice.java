package dev.hoard.demo.suite;

import dev.hoard.demo.client.Device;
import dev.hoard.demo.client.Json;
import dev.hoard.demo.client.Mutation;
import dev.hoard.demo.client.ProtocolViolation;
import dev.hoard.demo.client.PushAnswer;
import dev.hoard.demo.content.Content;
import dev.hoard.demo.content.DocumentKey;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A device whose user does anything at any time. It queues what it edits while it is away and sends it when it is back,
 * now and then in two pushes side by side, of which either may come first. A push whose answer is lost it sends again,
 * some it sends twice at once, and some again long after they were answered.
 */
final class RandomDevice implements AutoCloseable {

    /** What an edit was meant to do, for the model. */
    sealed interface Intent {
        /** Damage or healing of one character. */
        record HitPoints(int character, int change) implements Intent {}

        /**
         * A new value for one field.
         *
         * @param before what the user saw there, empty for nothing
         */
        record Text(String pointer, String value, String before) implements Intent {}

        /** The beginning of a creature. */
        record Creation() implements Intent {}

        /** The end of a creature. */
        record Deletion() implements Intent {}
    }

    /**
     * An acknowledged edit.
     *
     * @param answer the first one to it
     * @param device which sent it
     */
    record Acknowledged(Mutation mutation, Intent intent, PushAnswer.Result answer, String device) {

        /** The number at which it left its document. */
        long rev() {
            return answer.rev();
        }

        /** What was decided, also where the answer that came first was the second one that was given. */
        String outcome() {
            return RandomDevice.outcome(answer);
        }

        Optional<String> conflict() {
            return RandomDevice.conflict(answer);
        }
    }

    static final Executor THREADS = Thread::startVirtualThread;
    static final int CHARACTERS = 3;

    private static final List<LostAnswer> LOSSES = List.of(LostAnswer.values());
    private static final Set<String> DECIDED = Set.of("applied", "merged", "conflict");

    private final Device device;
    private final URI gateway;
    private final Random random;
    private final Consumer<Acknowledged> model;
    /** What the server has told of each document, by answers that the replica has not seen yet. */
    private final Map<DocumentKey, Known> answered = new HashMap<>();

    private final List<Queued> queue = new ArrayList<>();
    private final List<Sent> sent = new ArrayList<>();
    private final List<CompletableFuture<Void>> underWay = new ArrayList<>();
    private long head;

    RandomDevice(Device device, URI gateway, Random random, Consumer<Acknowledged> model) {
        this.device = device;
        this.gateway = gateway;
        this.random = random;
        this.model = model;
    }

    /** @param data null for a tombstone */
    private record Known(long rev, ObjectNode data, boolean live) {}

    private record Held(DocumentKey key, Known known) {}

    private record Queued(Mutation mutation, Intent intent) {}

    /** A push and the first answer to it. */
    private record Sent(List<Mutation> push, PushAnswer answer) {}

    /** What happens to a push on its way. */
    private enum Fate {
        ARRIVES,
        IS_SENT_TWICE_AT_ONCE,
        ITS_ANSWER_IS_LOST
    }

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

    /** Comes back, sends what it has, and waits for what is still under way. */
    void settle() {
        flush();
        underWay.forEach(CompletableFuture::join);
    }

    /** Sends everything it ever sent once more: all of it must be known, with the answer of then (SYNC-3). */
    void sendAllAgain() {
        sent.forEach(this::sendAgain);
    }

    /** Sometimes at least as far as its own edits (SYNC-9). */
    void pull() {
        long least = random.nextBoolean() ? head : 0;
        device.pull(least, position -> {});
        if (device.replica().position() < least) {
            throw new ProtocolViolation("SYNC-9: asked for number %d and came to %d"
                    .formatted(least, device.replica().position()));
        }
    }

    /** While it goes on with other things. */
    private void sendAnOldPushAgain() {
        if (!sent.isEmpty()) {
            Sent old = sent.get(random.nextInt(sent.size()));
            underWay.add(CompletableFuture.runAsync(() -> sendAgain(old), THREADS));
        }
    }

    private void sendAgain(Sent old) {
        requireSame(old.answer(), device.push(old.push()).expectAll("duplicate"));
    }

    private static void requireSame(PushAnswer first, PushAnswer again) {
        for (int i = 0; i < first.results().size(); i++) {
            PushAnswer.Result one = first.results().get(i);
            PushAnswer.Result other = again.results().get(i);
            if (!decision(one).equals(decision(other))) {
                throw new ProtocolViolation("SYNC-3: first %s%nthen %s".formatted(one.json(), other.json()));
            }
        }
    }

    /** What a result says but for its being a repetition. */
    private static ObjectNode decision(PushAnswer.Result result) {
        ObjectNode decision = result.json().deepCopy();
        decision.remove("status");
        return decision.put("outcome", outcome(result));
    }

    private static String outcome(PushAnswer.Result result) {
        return result.status().equals("duplicate")
                ? result.json().required("outcome").asString()
                : result.status();
    }

    private static Optional<String> conflict(PushAnswer.Result result) {
        return result.json().optional("conflictId").map(JsonNode::asString);
    }

    private void edit() {
        int dice = random.nextInt(100);
        Optional<Held> party = any("party");
        Optional<Held> creature = any("creature");
        if (dice < 60 && party.isPresent()) {
            editParty(party.get());
        } else if (dice < 70 || creature.isEmpty()) {
            createCreature();
        } else if (dice < 93) {
            editCreature(creature.get());
        } else {
            deleteCreature(creature.get());
        }
    }

    private void editParty(Held held) {
        ObjectNode party = held.known().data().deepCopy();
        int character = random.nextInt(CHARACTERS);
        ObjectNode one = party.required("characters").get(character).asObject();
        switch (random.nextInt(3)) {
            case 0 -> {
                int change = random.nextInt(1, 10) * (random.nextBoolean() ? 1 : -1);
                one.put("currentHp", one.required("currentHp").asInt() + change);
                queue(held, party, new Intent.HitPoints(character, change));
            }
            case 1 -> {
                String value = unique();
                String before = one.required("notes").asString();
                one.put("notes", value);
                queue(held, party, new Intent.Text("/characters/" + character + "/notes", value, before));
            }
            default -> {
                String value = unique();
                String before = party.required("description").asString();
                party.put("description", value);
                queue(held, party, new Intent.Text("/description", value, before));
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
        queue.add(new Queued(Mutation.create(key, creature), new Intent.Creation()));
    }

    private void editCreature(Held held) {
        ObjectNode creature = held.known().data().deepCopy();
        String value = unique();
        String before = creature.path("notes").asString("");
        queue(held, creature.put("notes", value), new Intent.Text("/notes", value, before));
    }

    private void deleteCreature(Held held) {
        queue.add(new Queued(Mutation.delete(held.key(), held.known().rev()), new Intent.Deletion()));
    }

    private void queue(Held held, ObjectNode data, Intent intent) {
        queue.add(new Queued(Mutation.update(held.key(), held.known().rev(), data), intent));
    }

    /** Sends the queue, in one push or in two that know nothing of each other, each document's edits in the same one. */
    private void flush() {
        if (queue.isEmpty()) {
            return;
        }
        boolean apart = random.nextInt(100) < 30;
        Map<DocumentKey, Boolean> second = new HashMap<>();
        Map<Boolean, List<Mutation>> pushes = queue.stream()
                .map(Queued::mutation)
                .collect(Collectors.partitioningBy(
                        mutation -> apart && second.computeIfAbsent(mutation.document(), key -> random.nextBoolean())));
        List<CompletableFuture<Sent>> answers = pushes.values().stream()
                .filter(push -> !push.isEmpty())
                .map(this::send)
                .toList();
        Map<UUID, PushAnswer.Result> results = new HashMap<>();
        for (CompletableFuture<Sent> each : answers) {
            Sent done = each.join();
            sent.add(done);
            head = Math.max(head, done.answer().head());
            done.answer().results().forEach(result -> results.put(result.mutationId(), result));
        }
        queue.forEach(queued -> take(
                queued, Objects.requireNonNull(results.get(queued.mutation().mutationId()))));
        queue.clear();
    }

    private CompletableFuture<Sent> send(List<Mutation> push) {
        int dice = random.nextInt(100);
        Fate fate = dice < 70 ? Fate.ARRIVES : dice < 85 ? Fate.ITS_ANSWER_IS_LOST : Fate.IS_SENT_TWICE_AT_ONCE;
        LostAnswer loss = LOSSES.get(random.nextInt(LOSSES.size()));
        return CompletableFuture.supplyAsync(() -> new Sent(push, send(push, fate, loss)), THREADS);
    }

    private PushAnswer send(List<Mutation> push, Fate fate, LostAnswer loss) {
        return switch (fate) {
            case ARRIVES -> device.push(push);
            case ITS_ANSWER_IS_LOST -> {
                loss.send(gateway, device.session(), device.pushCall(push));
                yield device.push(push);
            }
            case IS_SENT_TWICE_AT_ONCE -> {
                CompletableFuture<PushAnswer> other = CompletableFuture.supplyAsync(() -> device.push(push), THREADS);
                PushAnswer answer = device.push(push);
                requireSame(answer, other.join());
                yield answer;
            }
        };
    }

    private void take(Queued queued, PushAnswer.Result result) {
        Mutation mutation = queued.mutation();
        if (!DECIDED.contains(result.status()) && !result.status().equals("duplicate")) {
            throw new ProtocolViolation("an edit was not taken: " + result.json());
        }
        model.accept(new Acknowledged(mutation, queued.intent(), result, device.name()));
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
        // Read first: the stream may bring more meanwhile, but never less.
        long position = device.replica().position();
        Known told = answered.get(key);
        if (told != null && told.rev() > position) {
            return told;
        }
        return device.replica()
                .find(key)
                .map(document -> new Known(document.required("rev").asLong(), Content.clientsPart(document), true))
                .orElseGet(() -> new Known(told == null ? 0 : told.rev(), Json.object(), false));
    }

    /** One that this device's user can edit: it lives as far as the device knows, and is on the server. */
    private Optional<Held> any(String type) {
        List<DocumentKey> keys = device.replica().revisions().keySet().stream()
                .filter(key -> key.type().equals(type))
                .sorted()
                .collect(Collectors.toCollection(ArrayList::new));
        Collections.shuffle(keys, random);
        return keys.stream()
                .map(key -> new Held(key, latest(key)))
                .filter(held -> held.known().live())
                .findFirst();
    }

    private String unique() {
        return device.name() + " " + random.nextLong();
    }

    @Override
    public void close() {
        device.close();
    }
}
