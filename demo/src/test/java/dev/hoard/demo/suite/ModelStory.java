package dev.hoard.demo.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hoard.demo.client.Credentials;
import dev.hoard.demo.client.Device;
import dev.hoard.demo.client.HoardApi;
import dev.hoard.demo.client.Patience;
import dev.hoard.demo.client.Replica;
import dev.hoard.demo.content.Content;
import dev.hoard.demo.content.DocumentKey;
import dev.hoard.demo.suite.RandomDevice.Acknowledged;
import dev.hoard.demo.suite.RandomDevice.Intent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Random devices of one account, all at once, against a model: edits, deletions, spans without a network, requests sent
 * twice, late and side by side, answers lost, services killed in the middle of it. When all is quiet every way to read the
 * account shows the same, every acknowledged edit is still known by its id with the answer of then, hit points are the sum
 * of all damage and healing, a text is what was written to it last, what it was before was seen by who wrote over it or
 * stands in a conflict record, and no creature is gone whose last edit its deletion had not seen.
 *
 * <p>{@code -Dhoard.model.steps} and {@code -Dhoard.model.kills} make it longer, {@code -Dhoard.model.seed}, one or
 * several with commas, repeats each device's choices, though not what comes between them.
 */
class ModelStory {

    private static final Patience PATIENCE = Patience.of(Duration.ofMinutes(3));
    private static final Duration SETTLED = Duration.ofMinutes(2);
    private static final int STEPS = Integer.getInteger("hoard.model.steps", 400);
    private static final int KILLS = Integer.getInteger("hoard.model.kills", 2);
    private static final int DEVICES = 4;
    private static final int PARTIES = 3;
    private static final List<String> KILLED = List.of("campaign", "sync", "gateway");
    private static final int FIRST_HIT_POINTS = 1_000;

    private final RunningSuite suite = RunningSuite.shared();
    private final HoardApi api = suite.api();
    private final ConcurrentLinkedQueue<Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();
    private final List<DocumentKey> parties = new ArrayList<>();
    private final AtomicInteger steps = new AtomicInteger();
    private final Map<Integer, String> kills = new HashMap<>();
    private CompletableFuture<Void> restarted = CompletableFuture.completedFuture(null);

    static List<Long> seeds() {
        String seeds = System.getProperty("hoard.model.seed", String.valueOf(System.nanoTime()));
        return Stream.of(seeds.split(",", -1)).map(Long::valueOf).toList();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void sync5_devicesAgreeAndNoEditIsLostOrCountedTwice(long seed) {
        Random random = new Random(seed);
        chooseKills(random);
        System.out.printf(
                "-Dhoard.model.seed=%d -Dhoard.model.steps=%d -Dhoard.model.kills=%d: kills at %s%n",
                seed, STEPS, KILLS, kills);
        Credentials who = suite.accounts(api).registerPremium("Model");
        List<RandomDevice> devices = IntStream.range(0, DEVICES)
                .mapToObj(i -> new RandomDevice(
                        Device.login(api, who, "device-" + i, PATIENCE),
                        api.gateway(),
                        new Random(random.nextLong()),
                        acknowledged::add))
                .toList();
        try {
            for (int i = 0; i < PARTIES; i++) {
                parties.add(devices.getFirst().createParty("Party " + i));
            }
            devices.forEach(RandomDevice::pull);
            devices.getFirst().device().follow();
            atOnce(devices, this::live);
            restarted().join();
            check(devices);
        } finally {
            devices.forEach(RandomDevice::close);
        }
    }

    private void chooseKills(Random random) {
        List<String> order = new ArrayList<>(KILLED);
        Collections.shuffle(order, random);
        while (kills.size() < Math.min(KILLS, STEPS)) {
            kills.putIfAbsent(random.nextInt(1, STEPS + 1), order.get(kills.size() % order.size()));
        }
    }

    private static void atOnce(List<RandomDevice> devices, Consumer<RandomDevice> work) {
        devices.stream()
                .map(device -> CompletableFuture.runAsync(() -> work.accept(device), RandomDevice.THREADS))
                .toList()
                .forEach(CompletableFuture::join);
    }

    private void live(RandomDevice device) {
        for (int i = 0; i < STEPS / DEVICES; i++) {
            String service = kills.get(steps.incrementAndGet());
            if (service != null) {
                kill(service);
            }
            device.step();
        }
        device.settle();
    }

    /** Whatever is on its way meets it; a service dies only when the one before it is back. */
    private synchronized void kill(String service) {
        restarted = restarted.thenRunAsync(() -> suite.kill(service)).thenRun(suite::bringUp);
    }

    private synchronized CompletableFuture<Void> restarted() {
        return restarted;
    }

    private void check(List<RandomDevice> devices) {
        long head = devices.stream().mapToLong(RandomDevice::head).max().orElseThrow();
        Device follower = devices.getFirst().device();
        follower.replica().await("everything on the stream", SETTLED, replica -> replica.position() >= head);
        List<Device> all = devices.stream().map(RandomDevice::device).toList();
        Replica feed = Agreement.assertAgreed(all, head);
        atOnce(devices, RandomDevice::sendAllAgain);
        assertThat(follower.readAnew(head).position())
                .as("the head, when everything was sent again")
                .isEqualTo(feed.position());
        Map<DocumentKey, List<Acknowledged>> edits = acknowledged.stream()
                .collect(Collectors.groupingBy(edit -> edit.mutation().document()));
        Map<String, ObjectNode> conflicts = checkConflicts(follower);
        parties.forEach(party -> checkHitPoints(party, edits.getOrDefault(party, List.of()), document(feed, party)));
        edits.forEach((document, ofIt) -> {
            checkTexts(document, ofIt, feed, conflicts);
            if (document.type().equals("creature") && feed.find(document).isEmpty()) {
                checkDeletion(document, ofIt);
            }
        });
        System.out.printf(
                "%d steps, %d kills, %d edits, %d conflicts, %d documents, head %d%n",
                steps.get(), kills.size(), acknowledged.size(), conflicts.size(), edits.size(), head);
    }

    private static ObjectNode document(Replica feed, DocumentKey key) {
        return feed.find(key).orElseThrow();
    }

    /** A record stands for each edit that was answered by one, and for nothing else; it keeps what was sent. */
    private Map<String, ObjectNode> checkConflicts(Device device) {
        Map<String, Acknowledged> told = new HashMap<>();
        acknowledged.forEach(edit -> {
            assertThat(edit.conflict().isPresent())
                    .as("a record for %s", edit.answer().json())
                    .isEqualTo(edit.outcome().equals("conflict"));
            edit.conflict().ifPresent(id -> told.put(id, edit));
        });
        assertThat(Conflicts.listOpen(device))
                .as("the open conflicts")
                .containsExactlyInAnyOrderElementsOf(told.keySet());
        Map<String, ObjectNode> records = new HashMap<>();
        told.forEach((id, edit) -> {
            ObjectNode kept = Conflicts.get(device, id);
            JsonNode mine = kept.required("mine");
            ObjectNode data = edit.mutation().data();
            assertThat(kept.required("mutationId").asString())
                    .isEqualTo(edit.mutation().mutationId().toString());
            assertThat(mine.isNull() ? null : Content.clientsPart(mine.asObject()))
                    .as("what %s keeps of the edit", id)
                    .isEqualTo(data == null ? null : Content.clientsPart(data));
            records.put(id, kept);
        });
        return records;
    }

    private static void checkHitPoints(DocumentKey party, List<Acknowledged> edits, ObjectNode document) {
        for (int i = 0; i < RandomDevice.CHARACTERS; i++) {
            int character = i;
            int change = edits.stream()
                    .map(Acknowledged::intent)
                    .filter(Intent.HitPoints.class::isInstance)
                    .map(Intent.HitPoints.class::cast)
                    .filter(hit -> hit.character() == character)
                    .mapToInt(Intent.HitPoints::change)
                    .sum();
            assertThat(document.at("/characters/" + i + "/currentHp").asInt())
                    .as("hit points of %s, character %d, %d edits", party, i, edits.size())
                    .isEqualTo(FIRST_HIT_POINTS + change);
        }
    }

    /** The last text stands; each before it was seen by who wrote over it, or a record has it, or a deletion saw it. */
    private static void checkTexts(
            DocumentKey document, List<Acknowledged> edits, Replica feed, Map<String, ObjectNode> conflicts) {
        Map<String, List<Acknowledged>> byPointer = edits.stream()
                .filter(edit -> edit.intent() instanceof Intent.Text)
                .sorted(Comparator.comparingLong(Acknowledged::rev))
                .collect(Collectors.groupingBy(edit -> text(edit).pointer()));
        byPointer.forEach((pointer, written) -> {
            feed.find(document)
                    .ifPresent(found -> assertThat(found.at(pointer).asString())
                            .as(document + pointer)
                            .isEqualTo(text(written.getLast()).value()));
            for (int i = 1; i < written.size(); i++) {
                checkOverwritten(pointer, written.get(i - 1), written.get(i), edits, conflicts);
            }
        });
    }

    private static void checkOverwritten(
            String pointer,
            Acknowledged earlier,
            Acknowledged later,
            List<Acknowledged> edits,
            Map<String, ObjectNode> conflicts) {
        String lost = text(earlier).value();
        boolean deletedBetween = edits.stream()
                .anyMatch(edit -> edit.intent() instanceof Intent.Deletion
                        && edit.outcome().equals("applied")
                        && edit.rev() > earlier.rev()
                        && edit.rev() < later.rev());
        if (text(later).before().equals(lost) || deletedBetween) {
            return;
        }
        ObjectNode kept = later.conflict().map(conflicts::get).orElse(null);
        assertThat(kept)
                .as(
                        "a record of '%s', which %s wrote over unseen",
                        lost, later.answer().json())
                .isNotNull();
        JsonNode theirs = Objects.requireNonNull(kept).required("theirs");
        assertThat(theirs.at(pointer).asString()).as("theirs in %s", kept).isEqualTo(lost);
        Set<String> fields = new HashSet<>();
        kept.required("fields").values().forEach(field -> fields.add(field.asString()));
        assertThat(fields).as("the fields of %s", kept).containsAnyOf("", byIdentity(pointer, theirs));
    }

    /** A record names a list's element by its identity, not by its place. */
    private static String byIdentity(String pointer, JsonNode document) {
        String[] parts = pointer.split("/", -1);
        return parts.length < 3
                ? pointer
                : "/characters/"
                        + document.at("/characters/" + parts[2] + "/id").asString() + "/" + parts[3];
    }

    private static Intent.Text text(Acknowledged edit) {
        return (Intent.Text) edit.intent();
    }

    /** A creature may only be gone if some deletion had seen its last edit. */
    private static void checkDeletion(DocumentKey creature, List<Acknowledged> edits) {
        long lastEdit = edits.stream()
                .filter(edit -> !(edit.intent() instanceof Intent.Deletion))
                .mapToLong(Acknowledged::rev)
                .max()
                .orElseThrow();
        assertThat(edits)
                .as("%s is gone; its last edit was %d", creature, lastEdit)
                .anyMatch(edit -> edit.intent() instanceof Intent.Deletion && seen(edit, edits) >= lastEdit);
    }

    /** The last number a deletion knew of: its base, or the edit of the same device that it was queued behind. */
    private static long seen(Acknowledged deletion, List<Acknowledged> edits) {
        long base = Objects.requireNonNullElse(deletion.mutation().baseRev(), 0L);
        return edits.stream()
                .takeWhile(edit -> !edit.equals(deletion))
                .filter(edit -> edit.device().equals(deletion.device()))
                .mapToLong(Acknowledged::rev)
                .reduce(base, Math::max);
    }
}
