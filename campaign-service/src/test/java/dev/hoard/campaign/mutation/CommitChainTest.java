package dev.hoard.campaign.mutation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hoard.campaign.document.Checked;
import dev.hoard.campaign.document.DocumentJson;
import dev.hoard.campaign.document.ResourceType;
import dev.hoard.campaign.document.Revision;
import dev.hoard.campaign.sequence.Fingerprint;
import dev.hoard.campaign.sequence.Instances;
import dev.hoard.localstack.infrastructure.Part;
import dev.hoard.localstack.testing.WithLocalStack;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.id.Uuids;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The chain of commits under races and crashes, over a real database, several instances on it. */
@WithLocalStack(Part.MONGODB)
class CommitChainTest {

    private final AccountId account = new AccountId(Uuids.v7());
    private Instances instances;

    @BeforeEach
    void start() {
        instances = new Instances();
    }

    @AfterEach
    void stop() {
        instances.close();
    }

    @Test
    void sync1_concurrentWritersOfOneAccountGetContiguousNumbersAndLoseNothing() throws Exception {
        int writers = 8;
        int rounds = 25;
        UUID shared = Uuids.v7();
        List<Instances.Running> both = List.of(instances.start(), instances.start());
        mutations(both.getFirst()).settle(account, batch(create(shared, "Shared")));
        ConcurrentLinkedQueue<Long> numbers = new ConcurrentLinkedQueue<>(List.of(1L));

        atOnce(writers, writer -> {
            Mutations mutations = mutations(both.get(writer % 2));
            for (int round = 0; round < rounds; round++) {
                String entry = "{\"saves\":{\"w%d_%d\":1}}".formatted(writer, round % 2);
                Mutations.Settled settled = mutations.settle(
                        account, batch(create(Uuids.v7(), "Own"), patch(shared, entry), delete(Uuids.v7())));
                settled.outcomes().stream()
                        .map(outcome -> ((Outcome.Applied) outcome).document())
                        .filter(Objects::nonNull)
                        .map(Revision::rev)
                        .forEach(numbers::add);
            }
            return rounds;
        });

        Instances.Running later = instances.start();
        long head = later.sequence().head(account);
        List<Long> committed = new ArrayList<>();
        later.commits().forEachAfter(account, 0, commit -> {
            commit.changes().forEach(change -> committed.add(change.seq()));
            return true;
        });
        assertThat(committed).isEqualTo(LongStream.rangeClosed(1, head).boxed().toList());
        assertThat(numbers).containsAll(committed);
        Revision document = later.documents().find(account, shared).orElseThrow();
        assertThat(Objects.requireNonNull(document.content())
                        .tree()
                        .required("saves")
                        .size())
                .as("every writer's own field")
                .isEqualTo(2 * writers);
    }

    @Test
    void sync3_aPushSentTwiceAtOnceToTwoInstancesIsDecidedOnce() throws Exception {
        List<Instances.Running> both = List.of(instances.start(), instances.start());
        for (int round = 0; round < 20; round++) {
            Batch batch = batch(create(Uuids.v7(), "Goblin"), delete(Uuids.v7()));
            Batch receiptOnly = batch(delete(Uuids.v7()));

            List<Mutations.Settled> answers =
                    atOnce(2, process -> mutations(both.get(process)).settle(account, batch));
            List<Mutations.Settled> idle =
                    atOnce(2, process -> mutations(both.get(process)).settle(account, receiptOnly));

            for (List<Mutations.Settled> pair : List.of(answers, idle)) {
                assertThat(pair.stream().filter(answer -> answer.outcomes().getFirst() instanceof Outcome.Applied))
                        .hasSize(1);
                assertThat(pair.stream().filter(answer -> answer.outcomes().getFirst() instanceof Outcome.Duplicate))
                        .hasSize(1);
            }
        }
        assertThat(instances.start().sequence().head(account)).isEqualTo(20);
    }

    @Test
    void sync1_aCrashBehindTheCommitLosesNothing() {
        UUID id = Uuids.v7();
        mutations(instances.start()).settle(account, batch(create(id, "Goblin")));
        Batch push = batch(patch(id, "{\"ac\":15}"), create(Uuids.v7(), "Orc"));
        Mutations dying = mutations(instances.startOneThatDiesBehindTheCommit(account));
        assertThatThrownBy(() -> dying.settle(account, push)).isInstanceOf(Instances.Died.class);

        Instances.Running reader = instances.start();
        reader.sequence().meet(account);
        Revision read = reader.documents().find(account, id).orElseThrow();
        Mutations.Settled resent = mutations(instances.start()).settle(account, push);

        assertThat(read.rev()).isEqualTo(2);
        assertThat(Objects.requireNonNull(read.content()).text()).contains("\"ac\":15");
        assertThat(resent.outcomes()).allMatch(Outcome.Duplicate.class::isInstance);
        assertThat(resent.outcomes().stream()
                        .map(outcome -> ((Outcome.Duplicate) outcome).receipt().rev()))
                .containsExactly(2L, 3L);
        assertThat(resent.head()).isEqualTo(3);
    }

    @Test
    void sync1_theProcessItselfLooksAgainAfterAFailure() {
        UUID id = Uuids.v7();
        Instances.Running process = instances.startOneThatDiesBehindTheCommit(account);
        Mutations mutations = mutations(process);
        assertThatThrownBy(() -> mutations.settle(account, batch(create(id, "Goblin"))))
                .isInstanceOf(Instances.Died.class);

        assertThatThrownBy(() -> process.sequence().meet(account))
                .as("it does not show a view that it knows to be behind")
                .isInstanceOf(Instances.Died.class);
    }

    @Test
    void sync1_anotherProcessIsSeenBeforeItRolledForward() {
        UUID id = Uuids.v7();
        Instances.Running one = instances.start();
        mutations(one).settle(account, batch(create(id, "Goblin")));
        assertThatThrownBy(() -> mutations(instances.startOneThatDiesBehindTheCommit(account))
                        .settle(account, batch(patch(id, "{\"ac\":15}"))))
                .isInstanceOf(Instances.Died.class);

        mutations(one).settle(account, batch(patch(id, "{\"maxHp\":9}")));

        assertThat(Objects.requireNonNull(
                                one.documents().find(account, id).orElseThrow().content())
                        .text())
                .contains("\"ac\":15")
                .contains("\"maxHp\":9");
    }

    @Test
    void anOrdinaryPushAsksTheDatabaseThreeTimes() {
        UUID id = Uuids.v7();
        Mutations mutations = mutations(instances.start());
        mutations.settle(account, batch(create(id, "Goblin")));
        Batch ordinary = new Batch(
                "device", false, Strategy.MERGE, new Batch.Place(1, 1), true, List.of(create(Uuids.v7(), "Orc")));

        assertThat(instances.commandsOf(() -> mutations.settle(account, ordinary)))
                .as("the documents, the commit, the view")
                .containsExactly("find", "insert", "insert");
    }

    private Mutations mutations(Instances.Running process) {
        return TestMutations.of(process, Clock.systemUTC());
    }

    private static Batch batch(Wish... wishes) {
        return new Batch("device", false, Strategy.MERGE, null, true, List.of(wishes));
    }

    private static Mutation create(UUID id, String name) {
        var fields = DocumentJson.readObject("{\"name\":\"%s\"}".formatted(name).getBytes(StandardCharsets.UTF_8));
        var sound = (Checked.Sound) TestMutations.RULEBOOK.check(ResourceType.CREATURE, id, fields, "");
        return mutation(id, new Edit.Create(sound.content()));
    }

    private static Mutation patch(UUID id, String fields) {
        return mutation(id, new Edit.Patch(DocumentJson.readObject(fields.getBytes(StandardCharsets.UTF_8)), ""));
    }

    private static Mutation delete(UUID id) {
        return mutation(id, new Edit.Delete());
    }

    private static Mutation mutation(UUID id, Edit edit) {
        return new Mutation(
                UUID.randomUUID(),
                Fingerprint.of(id.toString(), edit.toString()),
                ResourceType.CREATURE,
                id,
                edit,
                new Expectation.Nothing(),
                false);
    }

    /** Work that may fail, numbered. */
    private interface Numbered<T> {
        T run(int number) throws Exception;
    }

    private static <T> List<T> atOnce(int threads, Numbered<T> work) throws Exception {
        CyclicBarrier start = new CyclicBarrier(threads);
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Future<T>> futures = IntStream.range(0, threads)
                    .mapToObj(number -> executor.submit((Callable<T>) () -> {
                        start.await();
                        return work.run(number);
                    }))
                    .toList();
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        }
    }
}
