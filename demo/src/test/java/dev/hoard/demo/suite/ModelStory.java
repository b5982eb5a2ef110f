package dev.hoard.demo.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hoard.demo.client.Credentials;
import dev.hoard.demo.client.Device;
import dev.hoard.demo.client.HoardApi;
import dev.hoard.demo.client.Patience;
import dev.hoard.demo.client.Replica;
import dev.hoard.demo.content.DocumentKey;
import dev.hoard.demo.suite.RandomDevice.Acknowledged;
import dev.hoard.demo.suite.RandomDevice.Intent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/**
 * Random devices of one account against a model: edits, deletions, spans without a network, requests sent twice, answers
 * lost, services killed in between. When all is quiet every device and a reading from nothing agree, every acknowledged
 * edit is still known by its id, hit points are the sum of all damage and healing, a text is what was written to it last,
 * and no creature is gone whose last edit its deletion had not seen.
 *
 * <p>{@code -Dhoard.model.steps} makes it longer, {@code -Dhoard.model.seed} repeats its choices.
 */
class ModelStory {

    private static final Patience PATIENCE = Patience.of(Duration.ofMinutes(3));
    private static final int STEPS = Integer.getInteger("hoard.model.steps", 400);
    private static final long SEED = Long.getLong("hoard.model.seed", System.nanoTime());
    private static final int DEVICES = 4;
    private static final int PARTIES = 3;
    private static final int STEPS_BETWEEN_KILLS = 200;
    private static final List<String> KILLED = List.of("campaign", "sync", "gateway");
    private static final int FIRST_HIT_POINTS = 1_000;

    private final RunningSuite suite = RunningSuite.shared();
    private final HoardApi api = suite.api();
    private final Random random = new Random(SEED);
    private final List<Acknowledged> acknowledged = new ArrayList<>();
    private final List<DocumentKey> parties = new ArrayList<>();

    @Test
    void sync5_devicesAgreeAndNoEditIsLostOrCountedTwice() {
        System.out.printf("-Dhoard.model.seed=%d -Dhoard.model.steps=%d%n", SEED, STEPS);
        Credentials who = suite.accounts(api).registerPremium("Model");
        List<RandomDevice> devices = IntStream.range(0, DEVICES)
                .mapToObj(i -> new RandomDevice(
                        Device.login(api, who, "device-" + i, PATIENCE),
                        new Random(random.nextLong()),
                        acknowledged::add))
                .toList();
        try {
            for (int i = 0; i < PARTIES; i++) {
                parties.add(devices.getFirst().createParty("Party " + i));
            }
            devices.forEach(RandomDevice::pull);
            live(devices);
            devices.forEach(RandomDevice::settle);
            check(devices);
        } finally {
            devices.forEach(RandomDevice::close);
        }
    }

    private void live(List<RandomDevice> devices) {
        CompletableFuture<Void> restart = CompletableFuture.completedFuture(null);
        for (int step = 1; step <= STEPS; step++) {
            if (step % STEPS_BETWEEN_KILLS == STEPS_BETWEEN_KILLS / 2) {
                restart.join();
                String service = KILLED.get(random.nextInt(KILLED.size()));
                restart = CompletableFuture.runAsync(() -> suite.kill(service)).thenRun(suite::bringUp);
            }
            devices.get(random.nextInt(DEVICES)).step();
        }
        restart.join();
    }

    private void check(List<RandomDevice> devices) {
        long head = devices.stream().mapToLong(RandomDevice::head).max().orElseThrow();
        Replica feed = devices.getFirst().device().readAnew(head);
        for (RandomDevice each : devices) {
            each.device().pull(head, position -> {});
            assertThat(each.device().replica().content().differencesFrom(feed.content()))
                    .as(each.device().name() + " against a reading from nothing")
                    .isEmpty();
        }
        devices.forEach(RandomDevice::sendAllAgain);
        assertThat(devices.getFirst().device().readAnew(head).position())
                .as("the head, when everything was sent again")
                .isEqualTo(feed.position());
        parties.forEach(party -> checkParty(party, feed.find(party).orElseThrow()));
        acknowledged.stream()
                .map(edit -> edit.mutation().document())
                .filter(document -> document.type().equals("creature"))
                .distinct()
                .forEach(creature -> checkCreature(creature, feed));
    }

    private void checkParty(DocumentKey party, ObjectNode document) {
        List<Acknowledged> edits = editsOf(party);
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
        edits.stream()
                .map(Acknowledged::intent)
                .filter(Intent.Text.class::isInstance)
                .map(Intent.Text.class::cast)
                .forEach(text -> assertThat(document.at(text.pointer()).asString())
                        .as(party + text.pointer())
                        .isEqualTo(lastText(edits, text.pointer())));
    }

    private static String lastText(List<Acknowledged> edits, String pointer) {
        return edits.stream()
                .sorted(Comparator.comparingLong(Acknowledged::rev))
                .map(Acknowledged::intent)
                .filter(Intent.Text.class::isInstance)
                .map(Intent.Text.class::cast)
                .filter(text -> text.pointer().equals(pointer))
                .reduce((earlier, later) -> later)
                .orElseThrow()
                .value();
    }

    /** A creature may only be gone if some deletion had seen its last edit. */
    private void checkCreature(DocumentKey creature, Replica feed) {
        if (feed.find(creature).isPresent()) {
            return;
        }
        List<Acknowledged> edits = editsOf(creature);
        long lastEdit = edits.stream()
                .filter(edit -> edit.intent() instanceof Intent.CreatureEdit)
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

    private List<Acknowledged> editsOf(DocumentKey document) {
        return acknowledged.stream()
                .filter(edit -> edit.mutation().document().equals(document))
                .toList();
    }
}
