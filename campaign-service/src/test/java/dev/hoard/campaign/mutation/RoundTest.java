package dev.hoard.campaign.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hoard.campaign.document.Checked;
import dev.hoard.campaign.document.Content;
import dev.hoard.campaign.document.DocumentJson;
import dev.hoard.campaign.document.ResourceType;
import dev.hoard.campaign.document.Revision;
import dev.hoard.campaign.document.Rulebook;
import dev.hoard.campaign.sequence.Change;
import dev.hoard.campaign.sequence.Fingerprint;
import dev.hoard.campaign.sequence.Receipt;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Deciding as such, without any storage: random devices against one account, held to what must always be true. */
class RoundTest {

    private static final Rulebook RULEBOOK = TestMutations.RULEBOOK;
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final List<UUID> IDS = List.of(new UUID(7, 1), new UUID(7, 2), new UUID(7, 3));

    private static final List<Strategy> STRATEGIES = List.of(Strategy.values());

    private final Map<UUID, Revision> documents = new HashMap<>();
    private final Map<UUID, Receipt> receipts = new HashMap<>();
    private final Map<Long, Revision> history = new HashMap<>();
    private long head;

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void sync2_whateverDevicesSendTheAccountStaysSound(long seed) {
        Random random = new Random(seed);
        List<Batch> sent = new ArrayList<>();
        for (int push = 0; push < 30; push++) {
            Batch batch = sent.isEmpty() || random.nextInt(4) > 0
                    ? randomBatch(random)
                    : sent.get(random.nextInt(sent.size()));
            sent.add(batch);
            Map<UUID, Revision> before = Map.copyOf(documents);
            Round round = decide(batch);

            assertThat(round.outcomes()).hasSameSizeAs(batch.wishes());
            assertNumbersAreContiguous(round);
            for (int i = 0; i < batch.wishes().size(); i++) {
                assertOutcome(
                        batch,
                        (Mutation) batch.wishes().get(i),
                        round.outcomes().get(i),
                        before);
            }
            commit(round);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void sync3_sentAgainAtAnyLaterTimeADecidedMutationChangesNothing(long seed) {
        Random random = new Random(seed);
        for (int push = 0; push < 10; push++) {
            Batch batch = randomBatch(random);
            Round first = decide(batch);
            commit(first);
            commit(decide(randomBatch(random)));
            long settled = head;

            Round again = decide(batch);

            for (int i = 0; i < batch.wishes().size(); i++) {
                if (first.outcomes().get(i) instanceof Outcome.Applied applied) {
                    assertThat(again.outcomes().get(i))
                            .isInstanceOfSatisfying(
                                    Outcome.Duplicate.class,
                                    duplicate -> assertThat(duplicate.receipt().rev())
                                            .isEqualTo(
                                                    applied.document() == null
                                                            ? 0
                                                            : applied.document().rev()));
                }
            }
            boolean allDecided = first.outcomes().stream().allMatch(Outcome.Applied.class::isInstance);
            assertThat(again.head() == settled || !allDecided).isTrue();
            commit(again);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void sync2_aPushGivesTheSameInOneRoundAsMutationByMutation(long seed) {
        Random random = new Random(seed);
        commit(decide(randomBatch(random)));
        Batch batch = randomBatch(random);
        Round whole = decide(batch);

        Map<UUID, Sent> own = Map.of();
        List<Class<?>> stepwise = new ArrayList<>();
        for (Wish wish : batch.wishes()) {
            Round step = new Round(new Decider(RULEBOOK), new Arbiter(RULEBOOK), batch, state(), own);
            step.decide(List.of(wish));
            stepwise.add(step.outcomes().getFirst().getClass());
            own = step.own();
            commit(step);
        }

        assertThat(stepwise)
                .isEqualTo(whole.outcomes().stream().map(Object::getClass).toList());
        assertThat(head).isEqualTo(whole.head());
        whole.changes()
                .forEach(change -> assertThat(history.get(change.seq()))
                        .extracting(Revision::text)
                        .isEqualTo(change.revision().text()));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void sync5_everyChangeOfHitPointsCountsExactlyOnceWhateverAnswersAreLost(long seed) {
        Random random = new Random(seed);
        int hitPoints = 5000;
        Mutation create = party(new Edit.Create(fighter(hitPoints, new ObjectNode(JsonNodeFactory.instance))), 0);
        commit(decide(merging(List.of(create))));
        List<Tablet> tablets = Stream.of("a", "b", "c").map(Tablet::new).toList();
        tablets.forEach(tablet -> tablet.answered(current(create)));

        for (int push = 0; push < 30; push++) {
            Tablet tablet = tablets.get(random.nextInt(tablets.size()));
            for (int i = random.nextInt(4); i > 0; i--) {
                hitPoints += tablet.edit(random);
            }
            Round round = decide(merging(tablet.unanswered));
            commit(round);
            assertThat(round.outcomes())
                    .hasSameSizeAs(tablet.unanswered)
                    .allMatch(outcome -> outcome instanceof Outcome.Applied
                            || outcome instanceof Outcome.Merged
                            || outcome instanceof Outcome.Duplicate);
            if (random.nextInt(3) > 0) {
                tablet.answered(current(create));
            }
        }

        assertThat(hitPoints(current(create))).isEqualTo(hitPoints);
    }

    private Revision current(Mutation mutation) {
        return Objects.requireNonNull(documents.get(mutation.resource()));
    }

    /** A device at the table: it edits its copy, sends what was not answered again, and counts on with what it has. */
    private static final class Tablet {

        private final String name;
        private final List<Mutation> unanswered = new ArrayList<>();
        private ObjectNode ext = new ObjectNode(JsonNodeFactory.instance);
        private int hitPoints;
        private long rev;

        Tablet(String name) {
            this.name = name;
        }

        int edit(Random random) {
            int change = random.nextInt(-10, 11);
            hitPoints += change;
            ext.put(name, ext.path(name).asInt(0) + 1);
            Content content = fighter(hitPoints, ext);
            Edit edit = random.nextInt(3) > 0 ? new Edit.Replace(content) : new Edit.Patch(content.tree(), "");
            unanswered.add(party(edit, rev));
            return change;
        }

        void answered(Revision document) {
            unanswered.clear();
            rev = document.rev();
            hitPoints = RoundTest.hitPoints(document);
            ext = (ObjectNode) tree(document).required("ext").deepCopy();
        }
    }

    private static Batch merging(List<? extends Wish> wishes) {
        return new Batch("device", false, Strategy.MERGE, null, true, List.copyOf(wishes));
    }

    private static Mutation party(Edit edit, long baseRev) {
        UUID mutationId = UUID.randomUUID();
        return new Mutation(
                mutationId,
                Fingerprint.of(mutationId.toString()),
                ResourceType.PARTY,
                new UUID(7, 9),
                edit,
                baseRev == 0 ? new Expectation.Nothing() : new Expectation.SawRevision(baseRev),
                false);
    }

    private static Content fighter(int hitPoints, ObjectNode ext) {
        ObjectNode party =
                json("{\"name\":\"P\",\"characters\":[{\"id\":\"%s\",\"name\":\"A\",\"maxHp\":9999,\"currentHp\":%d}]}"
                        .formatted(new UUID(7, 8), hitPoints));
        party.set("ext", ext.deepCopy());
        return ((Checked.Sound) RULEBOOK.check(ResourceType.PARTY, new UUID(7, 9), party, "")).content();
    }

    private static int hitPoints(Revision party) {
        return tree(party).at("/characters/0/currentHp").intValue();
    }

    private static ObjectNode tree(Revision document) {
        return Objects.requireNonNull(document.content()).tree();
    }

    private void assertNumbersAreContiguous(Round round) {
        List<Long> numbers = round.changes().stream().map(Change::seq).toList();
        assertThat(numbers)
                .isEqualTo(LongStream.rangeClosed(head + 1, head + numbers.size())
                        .boxed()
                        .toList());
        for (Change change : round.changes()) {
            Revision previous = change.previous() == 0 ? null : revision(round, change.previous());
            assertThat(previous == null
                            || previous.id().equals(change.revision().id()))
                    .isTrue();
            assertThat(change.previous()).isLessThan(change.seq());
        }
    }

    private @Nullable Revision revision(Round round, long rev) {
        return round.changes().stream()
                .map(Change::revision)
                .filter(revision -> revision.rev() == rev)
                .findFirst()
                .orElse(history.get(rev));
    }

    private void assertOutcome(Batch batch, Mutation mutation, Outcome outcome, Map<UUID, Revision> before) {
        switch (outcome) {
            case Outcome.Applied applied -> {
                assertThat(batch.premium() || mutation.edit() instanceof Edit.Delete)
                        .isTrue();
                Revision document = applied.document();
                // An edit that changes nothing of what its client saw leaves a deletion alone.
                boolean changesNothing =
                        applied.surprising() && mutation.expectation() instanceof Expectation.SawRevision;
                if (mutation.edit() instanceof Edit.Delete) {
                    assertThat(document == null || !document.live()).isTrue();
                } else {
                    assertThat(document != null && (document.live() || changesNothing))
                            .isTrue();
                }
            }
            case Outcome.Merged merged -> {
                assertThat(batch.strategy()).isEqualTo(Strategy.MERGE);
                assertThat(mutation.expectation()).isInstanceOf(Expectation.SawRevision.class);
                assertThat(merged.document().live()).isTrue();
            }
            case Outcome.Conflicting conflict -> {
                assertThat(batch.strategy()).isNotEqualTo(Strategy.MANUAL);
                assertThat(conflict.document())
                        .as("the edit survives")
                        .extracting(Revision::live)
                        .isEqualTo(true);
            }
            case Outcome.Undecided conflict -> {
                Revision theirs = Objects.requireNonNull(conflict.theirs());
                boolean sawLess =
                        mutation.expectation() instanceof Expectation.SawRevision(long rev) && rev != theirs.rev();
                boolean idTaken = mutation.edit() instanceof Edit.Create;
                assertThat(sawLess || idTaken || !theirs.live()).isTrue();
                assertThat(batch.strategy()).isEqualTo(Strategy.MANUAL);
            }
            case Outcome.Duplicate duplicate ->
                assertThat(duplicate.receipt().mutationId()).isEqualTo(mutation.id());
            case Outcome.Rejected rejected ->
                assertThat(!batch.premium()
                                || before.get(mutation.resource()) == null
                                || mutation.edit() instanceof Edit.Patch)
                        .as(rejected.problem().toString())
                        .isTrue();
        }
    }

    private Round decide(Batch batch) {
        Round round = new Round(new Decider(RULEBOOK), new Arbiter(RULEBOOK), batch, state(), Map.of());
        round.decide(batch.wishes());
        return round;
    }

    private Round.Account state() {
        return new Round.Account(head, 1, 0, NOON, new HashMap<>(documents), new HashMap<>(receipts), history::get);
    }

    private void commit(Round round) {
        round.changes().forEach(change -> {
            history.put(change.seq(), change.revision());
            if (change.conflict() == null) {
                documents.put(change.revision().id(), change.revision());
            }
        });
        round.receipts().forEach(receipt -> receipts.put(receipt.mutationId(), receipt));
        head = round.head();
    }

    private Batch randomBatch(Random random) {
        List<Wish> wishes = new ArrayList<>();
        for (int i = random.nextInt(1, 5); i > 0; i--) {
            wishes.add(randomMutation(random));
        }
        Strategy strategy = STRATEGIES.get(random.nextInt(STRATEGIES.size()));
        return new Batch("device", false, strategy, null, random.nextInt(10) > 0, wishes);
    }

    private Mutation randomMutation(Random random) {
        UUID id = IDS.get(random.nextInt(IDS.size()));
        Edit edit = switch (random.nextInt(5)) {
            case 0 -> new Edit.Create(content(id, random));
            case 1 -> new Edit.Delete();
            case 2 -> new Edit.Patch(json("{\"ac\":%d}".formatted(random.nextInt(3))), "");
            default -> new Edit.Replace(content(id, random));
        };
        Expectation expectation = edit instanceof Edit.Create || random.nextInt(3) == 0
                ? new Expectation.Nothing()
                : new Expectation.SawRevision(random.nextLong(head + 2));
        UUID mutationId = new UUID(random.nextLong(), random.nextLong());
        return new Mutation(
                mutationId, Fingerprint.of(mutationId.toString()), ResourceType.CREATURE, id, edit, expectation, false);
    }

    private static Content content(UUID id, Random random) {
        String text = "{\"name\":\"%s\",\"ac\":%d}".formatted("abc".charAt(random.nextInt(3)), random.nextInt(3));
        return ((Checked.Sound) RULEBOOK.check(ResourceType.CREATURE, id, json(text), "")).content();
    }

    private static ObjectNode json(String text) {
        return DocumentJson.readObject(text.getBytes(StandardCharsets.UTF_8));
    }
}
