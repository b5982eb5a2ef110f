package dev.hoard.sync.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.hoard.platform.event.Topics;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.sync.change.Change;
import dev.hoard.sync.change.ChangeRange;
import dev.hoard.sync.change.DocumentKey;
import dev.hoard.sync.feed.Feed;
import dev.hoard.sync.fixture.Client;
import dev.hoard.sync.fixture.EventStream;
import dev.hoard.sync.fixture.FakeOwner.Edit;
import dev.hoard.sync.fixture.Surroundings;
import dev.hoard.sync.fixture.SyncServiceTest;
import dev.hoard.sync.page.Cursor;
import dev.hoard.sync.page.TypeFilter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.kafka.core.ConsumerFactory;

@SyncServiceTest
class ProjectionTest {

    @Autowired
    private Surroundings world;

    @Autowired
    private Projector projector;

    @Autowired
    private Repairs repairs;

    @Autowired
    private Feed feed;

    @Autowired
    private MongoDatabase database;

    @Autowired
    private MeterRegistry meters;

    @Autowired
    private ConsumerFactory<String, byte[]> consumers;

    @AfterEach
    void ownerIsBack() {
        world.owner().comeBack();
    }

    @Test
    void sync8_aHoleIsCountedAndFilledFromTheOwner() {
        AccountId account = world.newAccount();
        double before = holes();
        world.commitAndPublish(account, "one");
        world.owner().commit(account, "lost");
        world.commitAndPublish(account, "three");

        await().untilAsserted(() -> assertShowsEverything(account));
        assertThat(holes()).isGreaterThan(before);
    }

    @Test
    void sync8_whileTheOwnerIsAwayOnlyThePrefixIsShownAndNothingIsForgotten() {
        AccountId account = world.newAccount();
        world.commitAndPublish(account, "one");
        await().until(() -> feed.position(account).seq() == 1);
        world.owner().goDown();
        double before = holes();
        world.owner().commit(account, "lost");
        world.commitAndPublish(account, "three");
        await().until(() -> holes() > before);
        // What comes behind the hole is not lost by being passed over, nor does it hold up other accounts.
        AccountId other = world.newAccount();
        world.commitAndPublish(other, "elsewhere");
        await().until(() -> feed.position(other).seq() == 1);

        assertThat(world.client(account).pull(Map.of()).ids()).containsExactly("one");

        world.owner().comeBack();
        await().untilAsserted(() -> assertShowsEverything(account));
    }

    @Test
    void sync8_aLastRecordThatIsLostIsFoundByComparingHeads() {
        AccountId account = world.newAccount();
        world.commitAndPublish(account, "one");
        world.owner().commit(account, "lost");

        await().untilAsserted(() -> assertShowsEverything(account));
    }

    @Test
    void sync8_anAccountOfWhichNoRecordEverCameIsFoundByComparingHeads() {
        AccountId account = world.newAccount();
        world.owner().commit(account, "lost", "too");

        await().untilAsserted(() -> assertShowsEverything(account));
    }

    @Test
    void aMalformedRecordIsPutAsideAndWhatItHeldComesFromTheOwner() {
        AccountId account = world.newAccount();
        world.owner().commit(account, "one");
        world.publish(
                account.toString(),
                "{\"epoch\":1,\"from\":0,\"to\":1,\"changes\":[{}]}".getBytes(StandardCharsets.UTF_8));
        world.commitAndPublish(account, "two");

        await().untilAsserted(() -> assertShowsEverything(account));
        assertThat(deadLetterKeys()).contains(account.toString());
    }

    /** No broker takes such a record, so nothing came: neither as a hole nor as the last one is it lost. */
    @Test
    void sync8_whatCouldNotBeSentComesFromTheOwner() {
        AccountId account = world.newAccount();
        world.commitAndPublish(account, "one");
        world.owner().commit(account, Edit.party("unsendable").with("x".repeat(3 << 20)));
        world.commitAndPublish(account, "three");
        await().untilAsserted(() -> assertThat(feed.position(account).seq()).isEqualTo(3));

        world.owner().commit(account, Edit.party("unsendable last").with("x".repeat(3 << 20)));
        await().untilAsserted(() -> assertThat(feed.position(account).seq()).isEqualTo(4));
        assertShowsEverything(account);
    }

    @Test
    void sync8_aRecordOfNearlyTwoMebibytesIsTakenAndStreamed() {
        AccountId account = world.newAccount();
        world.owner().hideFromComparison(account);
        try (EventStream stream = world.client(account).stream("", Map.of())) {
            world.publish(world.owner()
                    .commit(
                            account,
                            Edit.party("a").with("x".repeat(1_000_000)),
                            Edit.party("b").with("y".repeat(1_000_000))));
            await().untilAsserted(() -> assertThat(stream.numbers()).containsExactly(1L, 2L));
        }
        await().untilAsserted(() -> assertShowsEverything(account));
    }

    @Test
    void sync1_aNewEpochIsBuiltFromTheOwnerAndTheOldOnesCursorsAreGone() {
        AccountId account = world.newAccount();
        world.commitAndPublish(account, "kept", "gone", "changed");
        await().until(() -> feed.position(account).seq() == 3);
        Client client = world.client(account);
        String cursor = client.pull(Map.of()).cursor();

        world.owner().fallBack(account, 1);
        world.commitAndPublish(account, "changed");

        await().untilAsserted(() -> assertShowsEverything(account));
        assertThat(client.pull(Map.of()).ids()).containsExactly("kept", "changed");
        assertThat(client.pull(Map.of()).epoch()).isEqualTo(2);
        assertThat(client.get("/api/v1/sync/changes", Map.of("since", cursor)).statusCode())
                .isEqualTo(410);
    }

    @Test
    void aLateRecordOfAnOldEpochChangesNothing() {
        AccountId account = world.newAccount();
        ChangeRange old = world.commitAndPublish(account, "one", "two");
        await().until(() -> feed.position(account).seq() == 2);
        world.owner().fallBack(account, 1);
        await().until(() ->
                feed.position(account).epoch() == 2 && feed.position(account).seq() == 1);

        List<AccountId> _ = projector.apply(List.of(old));

        assertShowsEverything(account);
        assertThat(feed.position(account).epoch()).isEqualTo(2);
    }

    @Test
    void aRebuildMakesADamagedFeedWhole() {
        AccountId account = world.newAccount();
        world.commitAndPublish(account, "one", "two");
        await().until(() -> feed.position(account).seq() == 2);
        database.getCollection("feed")
                .updateMany(Filters.eq("_id.u", account.value()), Updates.set("text", "{\"seq\":0}"));

        repairs.rebuild(account);

        assertShowsEverything(account);
        assertThat(database.getCollection("feed").countDocuments(Filters.eq("_id.u", account.value())))
                .isEqualTo(2);
    }

    @Test
    void aFeedIsNotDroppedWhenThereIsNobodyToReadItFrom() {
        AccountId account = world.newAccount();
        world.commitAndPublish(account, "one", "two");
        await().until(() -> feed.position(account).seq() == 2);
        world.owner().goDown();

        assertThatThrownBy(() -> repairs.rebuild(account)).isInstanceOf(ProblemException.class);

        assertShowsEverything(account);
    }

    @Test
    void sync10_theFloorMovesAndThenTheTombstonesGo() {
        AccountId account = world.newAccount();
        Client client = world.client(account);
        world.commitAndPublish(account, "kept");
        await().until(() -> feed.position(account).seq() == 1);
        String below = client.pull(Map.of()).cursor();
        world.publish(world.owner()
                .commit(
                        account,
                        Edit.party("gone"),
                        Edit.deletion("party", "gone"),
                        Edit.party("changed"),
                        Edit.deletion("party", "late")));
        await().until(() -> feed.position(account).seq() == 5);
        String at = new Cursor(1, 3, TypeFilter.ALL).text();
        assertThat(client.pull(Map.of("since", below)).numbers()).containsExactly(3L, 4L, 5L);

        world.owner().purge(account, 3);
        await().until(() -> rows(account) == 3);

        assertThat(feed.position(account).floor()).isEqualTo(3);
        assertThat(client.pull(Map.of()).numbers()).containsExactly(1L, 4L, 5L);
        assertThat(client.pull(Map.of("since", at)).numbers()).containsExactly(4L, 5L);
        HttpResponse<String> expired = client.get("/api/v1/sync/changes", Map.of("since", below));
        assertThat(expired.statusCode()).isEqualTo(410);
        assertThat(expired.body()).contains("urn:hoard:problem:cursor-expired");
        try (EventStream stream = client.stream(below, Map.of())) {
            assertThat(stream.status()).isEqualTo(410);
        }
        String instant = Instant.now().minus(Duration.ofDays(1)).toString();
        assertThat(client.get("/api/v1/sync/changes", Map.of("since", instant)).statusCode())
                .as("an instant asks for deletions too")
                .isEqualTo(410);
    }

    @Test
    void sync10_anEventTellsTheFloorToo() {
        AccountId account = world.newAccount();
        world.owner().hideFromComparison(account);
        world.publish(world.owner().commit(account, Edit.party("gone"), Edit.deletion("party", "gone")));
        ChangeRange third = world.owner().commit(account, "third");
        world.publish(new ChangeRange(account, 1, third.from(), third.to(), third.changes(), 2));

        await().untilAsserted(() -> assertThat(rows(account)).isEqualTo(1));
        assertThat(feed.position(account).floor()).isEqualTo(2);
    }

    /** The floor stands before anything is deleted, so a purge that broke off is seen by readers, and carried on. */
    @Test
    void sync10_aPurgeThatBrokeOffIsCarriedOn() {
        AccountId account = world.newAccount();
        world.publish(world.owner().commit(account, Edit.party("gone"), Edit.deletion("party", "gone")));
        await().until(() -> feed.position(account).seq() == 2);

        database.getCollection("positions")
                .updateOne(
                        Filters.eq("_id", account.value()),
                        Updates.combine(Updates.set("floor", 2L), Updates.set("purge", true)));

        await().until(() -> rows(account) == 0);
        await().until(() -> feed.listUnpurged(1000).isEmpty());
    }

    /**
     * A floor rises again and again over one tombstone, under a reader who has not seen that tombstone: each page has it,
     * or is refused.
     */
    @Test
    void sync10_noPageIsWithoutATombstoneThatIsPurgedUnderIt() {
        AccountId account = world.newAccount();
        world.owner().hideFromComparison(account);
        long deletions = 100;
        world.publish(world.owner()
                .commit(
                        account,
                        LongStream.range(0, 2 * deletions)
                                .mapToObj(i -> i < deletions
                                        ? Edit.party("d" + i)
                                        : Edit.deletion("party", "d" + (i - deletions)))
                                .toArray(Edit[]::new)));
        await().until(() -> feed.position(account).seq() == 2 * deletions);
        Client client = world.client(account);
        for (long next = deletions + 1; next <= 2 * deletions; next++) {
            long tombstone = next;
            String cursor = new Cursor(1, tombstone - 1, TypeFilter.ALL).text();
            assertThat(client.pull(Map.of("since", cursor)).numbers()).startsWith(tombstone);

            CompletableFuture<Void> raising = Surroundings.meanwhile(() -> feed.raiseFloor(account, 1, tombstone));

            HttpResponse<String> answer = client.get("/api/v1/sync/changes", Map.of("since", cursor));
            while (answer.statusCode() == 200) {
                assertThat(Client.Pull.read(answer.body()).numbers())
                        .isEqualTo(LongStream.rangeClosed(tombstone, 2 * deletions)
                                .boxed()
                                .toList());
                answer = client.get("/api/v1/sync/changes", Map.of("since", cursor));
            }
            assertThat(answer.statusCode()).isEqualTo(410);
            raising.join();
        }
        assertThat(rows(account)).isZero();
    }

    /** What the feed shows belongs to the past as soon as a new epoch was heard of, and nobody can show the present yet. */
    @Test
    void sync10_aReadFromNothingIs503WhileTheNewEpochsOwnerIsAway() {
        AccountId account = world.newAccount();
        world.commitAndPublish(account, "one", "two");
        await().until(() -> feed.position(account).seq() == 2);
        Client client = world.client(account);
        world.owner().goDown();
        world.owner().fallBack(account, 1);
        world.commitAndPublish(account, "new");

        await().until(() -> client.get("/api/v1/sync/changes", Map.of()).statusCode() == 503);
        HttpResponse<String> refused = client.get("/api/v1/sync/changes", Map.of());
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(refused.body()).contains("urn:hoard:problem:unavailable");

        world.owner().comeBack();
        await().untilAsserted(() -> assertShowsEverything(account));
        assertThat(client.pull(Map.of()).epoch()).isEqualTo(2);
    }

    /** A floor that the feed has not reached would forget what readers of the feed have never seen. */
    @Test
    void sync10_theFloorWaitsForTheFeed() {
        AccountId account = world.newAccount();
        world.owner().hideFromComparison(account);
        world.commitAndPublish(account, "one");
        await().until(() -> feed.position(account).seq() == 1);

        feed.raiseFloor(account, 1, 2);
        assertThat(feed.position(account).floor()).isZero();
        feed.raiseFloor(account, 2, 1);
        assertThat(feed.position(account).floor()).as("another epoch's").isZero();
        feed.raiseFloor(account, 1, 1);
        assertThat(feed.position(account).floor()).isEqualTo(1);
    }

    /** Readers who begin from nothing while feeds are built anew, again and again, always see all of it. */
    @Test
    void sync8_aFeedThatIsBuiltAnewIsShownWholeOrNotAtAll() {
        AccountId account = world.newAccount();
        String[] names = IntStream.range(0, 1200).mapToObj(i -> "n" + i).toArray(String[]::new);
        world.commitAndPublish(account, names);
        await().until(() -> feed.position(account).seq() == 1200);
        Client client = world.client(account);
        String cursor = client.pull(Map.of("limit", 1000)).cursor();
        long generation = feed.position(account).generation();

        CompletableFuture<Void> rebuilding = Surroundings.meanwhile(() -> {
            for (int i = 0; i < 5; i++) {
                repairs.rebuild(account);
            }
        });
        int pulls = 0;
        while (!rebuilding.isDone() || pulls == 0) {
            Client.Pull all = client.pull(Map.of("limit", 1000));
            assertThat(all.numbers()).hasSize(1000);
            assertThat(client.pull(Map.of("since", all.cursor())).numbers()).hasSize(200);
            assertThat(client.pull(Map.of("since", cursor)).to()).isEqualTo(1200);
            pulls++;
        }

        rebuilding.join();
        assertThat(feed.position(account).generation()).isGreaterThanOrEqualTo(generation + 5);
        assertThat(feed.position(account).epoch()).isEqualTo(1);
        assertThat(rows(account)).isEqualTo(1200);
    }

    /** A new epoch is read from the owner in many pages, and no reader is shown some of them. */
    @Test
    void sync1_aNewEpochIsShownWholeOrNotAtAll() {
        AccountId account = world.newAccount();
        world.owner().hideFromComparison(account);
        String[] names = IntStream.range(0, 2000).mapToObj(i -> "n" + i).toArray(String[]::new);
        world.commitAndPublish(account, names);
        await().until(() -> feed.position(account).seq() == 2000);
        Client client = world.client(account);
        String old = client.pull(Map.of("limit", 10)).cursor();

        world.owner().fallBack(account, 1800);
        world.commitAndPublish(account, "new");
        Map<Long, Set<Integer>> shown = new HashMap<>();
        await().pollInterval(Duration.ofMillis(1)).until(() -> {
            HttpResponse<String> answer = client.get("/api/v1/sync/changes", Map.of("limit", 1000));
            if (answer.statusCode() == 200) {
                Client.Pull page = Client.Pull.read(answer.body());
                shown.computeIfAbsent(page.epoch(), epoch -> new HashSet<>())
                        .add(page.changes().size());
            } else {
                assertThat(answer.statusCode()).isEqualTo(503);
            }
            return shown.containsKey(2L);
        });

        assertThat(shown.values()).allSatisfy(sizes -> assertThat(sizes).containsExactly(1000));
        assertThat(client.get("/api/v1/sync/changes", Map.of("since", old)).statusCode())
                .isEqualTo(410);
        await().untilAsserted(() -> assertShowsEverything(account));
        assertThat(rows(account)).isEqualTo(1801);
    }

    private long rows(AccountId account) {
        return database.getCollection("feed").countDocuments(Filters.eq("_id.u", account.value()));
    }

    static LongStream seeds() {
        long first = System.nanoTime();
        return LongStream.range(first, first + 15);
    }

    /**
     * Commits arrive split, doubled, out of order, and some not at all, while the owner is away. After each batch the
     * feed shows exactly what the owner had at the feed's position; when the owner is back, it comes to show everything.
     */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void sync8_whateverOrderRecordsComeInTheFeedEqualsItsOwner(long seed) {
        Random random = new Random(seed);
        AccountId account = world.newAccount();
        List<ChangeRange> records = someRecords(account, random);
        Client client = world.client(account);
        world.owner().goDown(); // so that no repair moves the feed between the batches

        while (!records.isEmpty()) {
            int size = Math.min(records.size(), 1 + random.nextInt(5));
            List<ChangeRange> batch = new ArrayList<>(records.subList(0, size));
            records.subList(0, size).clear();
            List<AccountId> _ = projector.apply(batch);
            assertThat(texts(client.pullAll(Map.of("limit", 1 + random.nextInt(20)))))
                    .as("seed %d", seed)
                    .isEqualTo(latestAt(account, feed.position(account).seq()));
        }

        world.owner().comeBack();
        await().untilAsserted(() -> assertShowsEverything(account));
    }

    /**
     * What Kafka has of some accounts comes again: from the beginning, as after lost offsets, the accounts mixed, and
     * within an account as from several relays at once. The feeds, and those who follow them, see nothing of it.
     */
    @Test
    void sync8_theWholeTopicOverAgainChangesNothing() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<AccountId> accounts = Stream.generate(world::newAccount).limit(4).toList();
        for (int i = 0; i < 120; i++) {
            world.publish(
                    world.owner().commit(accounts.get(random.nextInt(4)), randomEdit(random), randomEdit(random)));
        }
        Map<AccountId, List<String>> before = new HashMap<>();
        Map<AccountId, Long> generations = new HashMap<>();
        List<EventStream> streams = new ArrayList<>();
        try {
            for (AccountId account : accounts) {
                await().untilAsserted(() -> assertShowsEverything(account));
                List<Client.Pull> pages = world.client(account).pullAll(Map.of());
                before.put(account, texts(pages));
                generations.put(account, feed.position(account).generation());
                streams.add(world.client(account).stream(pages.getLast().cursor(), Map.of()));
            }
            double holes = holes();

            again(accounts, random).forEach(record -> world.publish(record.key(), record.value()));
            // Behind all that on its partition, so it has all been read when this is seen.
            accounts.forEach(account -> world.commitAndPublish(account, "last"));

            for (int i = 0; i < accounts.size(); i++) {
                AccountId account = accounts.get(i);
                EventStream stream = streams.get(i);
                long head = world.owner().head(account);
                await().until(() -> feed.position(account).seq() == head);
                await().untilAsserted(() -> assertThat(stream.numbers()).containsExactly(head));
                List<String> shown = texts(world.client(account).pullAll(Map.of()));
                assertThat(shown.subList(0, shown.size() - 1))
                        .as("seed %d", seed)
                        .isEqualTo(before.get(account));
                assertShowsEverything(account);
                assertThat(feed.position(account).generation()).isEqualTo(generations.get(account));
            }
            assertThat(holes()).isEqualTo(holes);
        } finally {
            streams.forEach(EventStream::close);
        }
    }

    /** Two readings of the topic, each in the order of every account, laid into each other. */
    private List<ConsumerRecord<String, byte[]>> again(List<AccountId> accounts, Random random) {
        List<List<ConsumerRecord<String, byte[]>>> readings = new ArrayList<>();
        for (AccountId account : accounts) {
            List<ConsumerRecord<String, byte[]>> records = published(account);
            assertThat(records).isNotEmpty();
            readings.add(new ArrayList<>(records));
            readings.add(new ArrayList<>(records.subList(random.nextInt(records.size()), records.size())));
        }
        List<ConsumerRecord<String, byte[]>> again = new ArrayList<>();
        while (!readings.isEmpty()) {
            List<ConsumerRecord<String, byte[]>> reading = readings.get(random.nextInt(readings.size()));
            again.add(reading.removeFirst());
            readings.removeIf(List::isEmpty);
        }
        return again;
    }

    /** Splits at random places, doubles a third, loses a tenth, and disturbs the order a little. */
    private List<ChangeRange> someRecords(AccountId account, Random random) {
        List<ChangeRange> records = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            ChangeRange commit = world.owner()
                    .commit(
                            account,
                            IntStream.rangeClosed(0, random.nextInt(6))
                                    .mapToObj(n -> randomEdit(random))
                                    .toArray(Edit[]::new));
            long cut = commit.from() + random.nextInt((int) (commit.to() - commit.from()) + 1);
            Stream.of(
                            world.owner().changes(account, commit.from(), cut),
                            world.owner().changes(account, cut, commit.to()))
                    .filter(part -> part.from() < part.to())
                    .forEach(part -> {
                        for (int copies = random.nextInt(10) == 0 ? 0 : 1 + random.nextInt(3) / 2;
                                copies > 0;
                                copies--) {
                            records.add(Math.max(0, records.size() - random.nextInt(4)), part);
                        }
                    });
        }
        return records;
    }

    private static Edit randomEdit(Random random) {
        String id = "d" + random.nextInt(12);
        return random.nextInt(4) == 0 ? Edit.deletion("party", id) : Edit.of("party", id);
    }

    private List<String> latestAt(AccountId account, long position) {
        Map<DocumentKey, Change> latest = new LinkedHashMap<>();
        for (Change change : world.owner().changes(account, 0, position).changes()) {
            latest.remove(change.document());
            latest.put(change.document(), change);
        }
        return latest.values().stream().map(Change::text).toList();
    }

    /** Writers of every kind at once, as after a rebalance: they neither lose a change nor turn one back. */
    @Test
    void anyNumberOfWritersEndInTheSameFeed() throws Exception {
        AccountId account = world.newAccount();
        Random random = new Random(7);
        List<ChangeRange> records = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            records.add(world.owner().commit(account, randomEdit(random), randomEdit(random)));
        }
        try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int writer = 0; writer < 4; writer++) {
                running.add(writers.submit(() -> records.forEach(record -> projector.apply(List.of(record)))));
            }
            List<ChangeRange> backwards = new ArrayList<>(records);
            Collections.reverse(backwards);
            running.add(writers.submit(() -> backwards.forEach(record -> projector.apply(List.of(record)))));
            for (int i = 0; i < 5; i++) {
                running.add(writers.submit(() -> repairs.rebuild(account)));
            }
            for (Future<?> writer : running) {
                writer.get();
            }
        }

        await().untilAsserted(() -> assertShowsEverything(account));
    }

    private void assertShowsEverything(AccountId account) {
        assertThat(feed.position(account).seq()).isEqualTo(world.owner().head(account));
        assertThat(texts(world.client(account).pullAll(Map.of())))
                .isEqualTo(world.owner().latest(account));
    }

    private static List<String> texts(List<Client.Pull> pages) {
        return pages.stream()
                .flatMap(page -> page.changes().stream())
                .map(Object::toString)
                .toList();
    }

    private double holes() {
        return meters.counter("hoard.feed.holes").count();
    }

    private List<String> deadLetterKeys() {
        return records(Topics.deadLettersOf(Topics.CAMPAIGN_CHANGES)).stream()
                .map(ConsumerRecord::key)
                .toList();
    }

    private List<ConsumerRecord<String, byte[]>> published(AccountId account) {
        return records(Topics.CAMPAIGN_CHANGES).stream()
                .filter(record -> account.toString().equals(record.key()))
                .toList();
    }

    /** All that is on the topic now. */
    private List<ConsumerRecord<String, byte[]>> records(String topic) {
        try (Consumer<String, byte[]> consumer = consumers.createConsumer(null, "all-records")) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
            while (partitions.stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
            return records;
        }
    }
}
