package dev.hoard.sync.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.hoard.platform.id.AccountId;
import dev.hoard.sync.fixture.Client;
import dev.hoard.sync.fixture.Client.Pull;
import dev.hoard.sync.fixture.FakeOwner.Edit;
import dev.hoard.sync.fixture.Surroundings;
import dev.hoard.sync.fixture.SyncServiceTest;
import dev.hoard.sync.page.Cursor;
import dev.hoard.sync.page.TypeFilter;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

@SyncServiceTest
class PageTest {

    private static final String CHANGES = "/api/v1/sync/changes";

    @Autowired
    private Surroundings world;

    @Autowired
    private Feed feed;

    @Autowired
    private MongoDatabase database;

    @AfterEach
    void ownerIsBack() {
        world.owner().comeBack();
    }

    @Test
    void sync7_pagesCoverTheFeedWithoutAGap() {
        AccountId account = world.newAccount();
        world.commitAndPublish(account, names(0, 25));
        world.commitAndPublish(account, names(10, 15));
        reached(account);

        List<Pull> pages = world.client(account).pullAll(Map.of("limit", 7));

        assertThat(pages).hasSize(4);
        assertThat(pages.getFirst().from()).isZero();
        assertThat(pages.getLast().to()).isEqualTo(30);
        for (int i = 1; i < pages.size(); i++) {
            assertThat(pages.get(i).from()).isEqualTo(pages.get(i - 1).to());
        }
        assertThat(pages).allSatisfy(page -> {
            assertThat(page.numbers()).isSorted().allMatch(seq -> seq > page.from() && seq <= page.to());
            assertThat(page.head()).isEqualTo(30);
            assertThat(page.epoch()).isEqualTo(1);
        });
        assertThat(pages.stream().flatMap(page -> page.ids().stream()))
                .hasSize(25)
                .doesNotHaveDuplicates();
    }

    @Test
    void sync7_aPageHoldsFiveHundredChangesUnlessItIsToldOtherwise() {
        AccountId account = world.newAccount();
        world.commitAndPublish(account, names(0, 501));
        reached(account);

        Pull page = world.client(account).pull(Map.of());

        assertThat(page.numbers()).hasSize(500);
        assertThat(page.hasMore()).isTrue();
        assertThat(page.to()).isEqualTo(500);
    }

    @Test
    void sync7_aDeletionIsInTheFeedAndNothingIsLeftOfTheDocument() {
        AccountId account = world.newAccount();
        world.commitAndPublish(account, "one");
        world.publish(world.owner().commit(account, Edit.deletion("party", "one")));
        reached(account);

        Pull page = world.client(account).pull(Map.of());

        assertThat(page.numbers()).containsExactly(2L);
        assertThat(page.changes().getFirst().required("op").asString()).isEqualTo("DELETE");
    }

    @Test
    void sync7_anUnknownAccountHasAnEmptyFeedAndItsCursorStaysGood() {
        AccountId account = world.newAccount();
        Client client = world.client(account);

        Pull nothing = client.pull(Map.of());
        assertThat(nothing.changes()).isEmpty();
        assertThat(nothing.head()).isZero();

        world.commitAndPublish(account, "one");
        reached(account);
        Pull one = client.pull(Map.of("since", nothing.cursor()));
        assertThat(one.ids()).containsExactly("one");
        assertThat(one.epoch()).isEqualTo(nothing.epoch());
    }

    @Test
    void err2_nobodySeesAnotherAccountsChangesNotEvenWithItsCursor() {
        AccountId account = world.newAccount();
        world.commitAndPublish(account, "secret", "other");
        reached(account);
        String cursor = world.client(account).pull(Map.of("limit", 1)).cursor();

        AccountId stranger = world.newAccount();
        Client client = world.client(stranger);
        assertThat(client.pull(Map.of()).changes()).isEmpty();
        assertThat(client.get(CHANGES, Map.of("since", cursor)).statusCode()).isEqualTo(410);
    }

    @Test
    void sync7_aFilteredReaderMovesOnPastWhatItDoesNotWant() {
        AccountId account = world.newAccount();
        world.publish(world.owner()
                .commit(account, Edit.of("party", "p"), Edit.of("creature", "c"), Edit.of("encounter", "e")));
        reached(account);
        Client client = world.client(account);

        Pull page = client.pull(Map.of("types", "creature"));

        assertThat(page.ids()).containsExactly("c");
        assertThat(page.to()).isEqualTo(3);
        assertThat(client.pull(Map.of("types", "creature", "since", page.cursor()))
                        .changes())
                .isEmpty();
    }

    @Test
    void sync7_aCursorReadsOnOnlyWithItsOwnTypes() {
        AccountId account = world.newAccount();
        world.commitAndPublish(account, "one", "two");
        reached(account);
        Client client = world.client(account);
        String filtered = client.pull(Map.of("types", "creature,party")).cursor();
        String unfiltered = client.pull(Map.of()).cursor();

        assertThat(client.get(CHANGES, Map.of("since", filtered, "types", "party,creature"))
                        .statusCode())
                .isEqualTo(200);
        for (Map<String, String> query : List.of(
                Map.of("since", filtered),
                Map.of("since", filtered, "types", "party"),
                Map.of("since", unfiltered, "types", "party"))) {
            HttpResponse<String> refused = client.get(CHANGES, query);
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.body()).contains("urn:hoard:problem:invalid-cursor");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "since, garbage, invalid-cursor",
        "since, 2026-13-40T00:00:00Z, invalid-cursor",
        "since, %00%00, invalid-cursor",
        "types, dragon, validation-failed",
        "types, 'party,', validation-failed",
        "limit, 0, bad-request",
        "limit, 1001, bad-request",
        "limit, many, bad-request",
        "limit, 99999999999999999999, bad-request",
        "minSeq, -1, bad-request",
        "minSeq, x, bad-request",
        "wait, 31, bad-request",
        "wait, -1, bad-request",
        "wait, 1m, bad-request",
    })
    void err1_aParameterThatMakesNoSenseIsAProblem(String name, String value, String slug) {
        HttpResponse<String> refused = world.client(world.newAccount()).get(CHANGES, Map.of(name, value));

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(refused.body()).contains("urn:hoard:problem:" + slug);
    }

    @Test
    void sync7_aCursorAboveTheOwnersHeadIsGone() {
        AccountId account = world.newAccount();
        world.commitAndPublish(account, "one");
        reached(account);
        Client client = world.client(account);

        HttpResponse<String> gone = client.get(CHANGES, Map.of("since", cursor(1, 2)));

        assertThat(gone.statusCode()).isEqualTo(410);
        assertThat(gone.body()).contains("urn:hoard:problem:cursor-expired");
        assertThat(client.get(CHANGES, Map.of("since", cursor(2, 1))).statusCode())
                .isEqualTo(410);
    }

    @Test
    void sync7_aCursorAheadOfTheFeedIsServedFromTheOwnerOrStaysWhereItIs() {
        AccountId account = world.newAccount();
        stall(account, 3);
        Client client = world.client(account);

        Pull ahead = client.pull(Map.of("since", cursor(1, 2)));
        assertThat(ahead.ids()).containsExactly("n2");
        assertThat(ahead.to()).isEqualTo(3);

        world.owner().goDown();
        Pull alone = client.pull(Map.of("since", cursor(1, 2)));
        assertThat(alone.from()).isEqualTo(2);
        assertThat(alone.to()).isEqualTo(2);
        assertThat(alone.changes()).isEmpty();
        assertThat(alone.hasMore()).isFalse();
    }

    @Test
    void sync7_sinceMayBeAnInstantLessFiveMinutes() {
        AccountId account = world.newAccount();
        world.commitAndPublish(account, "one", "two");
        reached(account);
        Client client = world.client(account);

        assertThat(client.pull(Map.of("since", Instant.now().toString())).ids()).containsExactly("one", "two");
        Pull later = client.pull(
                Map.of("since", Instant.now().plus(Duration.ofMinutes(6)).toString()));
        assertThat(later.changes()).isEmpty();
        assertThat(later.to()).isEqualTo(2);
    }

    @Test
    void sync7_sinceAnInstantShowsWhatIsFourMinutesOlderAndNotWhatIsSix() {
        AccountId account = world.newAccount();
        world.commitAndPublish(account, "six", "four");
        reached(account);
        Instant now = Instant.now();
        changedAt(account, 1, now.minus(Duration.ofMinutes(6)));
        changedAt(account, 2, now.minus(Duration.ofMinutes(4)));

        Pull page = world.client(account).pull(Map.of("since", now.toString()));

        assertThat(page.ids()).containsExactly("four");
        assertThat(page.from()).isEqualTo(1);
    }

    private void changedAt(AccountId account, long seq, Instant instant) {
        database.getCollection("feed")
                .updateOne(
                        Filters.and(Filters.eq("_id.u", account.value()), Filters.eq("seq", seq)),
                        Updates.set("at", Date.from(instant)));
    }

    @Test
    void sync9_aReaderReadsItsOwnWritesFromTheOwner() {
        AccountId account = world.newAccount();
        stall(account, 4);
        Client client = world.client(account);

        Pull page = client.pull(Map.of("minSeq", 4));

        assertThat(page.ids()).containsExactly("n0", "n1", "n2", "n3");
        assertThat(page.to()).isEqualTo(4);
        assertThat(page.head()).isEqualTo(4);
        assertThat(page.hasMore()).isFalse();
        assertThat(client.pull(Map.of("since", page.cursor())).changes()).isEmpty();
    }

    @Test
    void sync9_aFullPageSaysThatThereIsMoreOnTheWayToMinSeq() {
        AccountId account = world.newAccount();
        stall(account, 4);

        List<Pull> pages = world.client(account).pullAll(Map.of("minSeq", 4, "limit", 3));

        assertThat(pages).extracting(Pull::to).containsExactly(3L, 4L);
        assertThat(pages).extracting(Pull::hasMore).containsExactly(true, false);
    }

    @Test
    void sync9_minSeqAboveTheOwnersHeadIs400() {
        AccountId account = world.newAccount();
        world.commitAndPublish(account, "one");
        reached(account);

        HttpResponse<String> refused = world.client(account).get(CHANGES, Map.of("minSeq", 2));

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("urn:hoard:problem:bad-request");
        assertThat(world.client(world.newAccount())
                        .get(CHANGES, Map.of("minSeq", 1))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void sync9_withoutTheOwnerMinSeqIs503AndNeverAShorterPage() {
        AccountId account = world.newAccount();
        stall(account, 3);
        world.owner().goDown();
        Client client = world.client(account);

        HttpResponse<String> refused = client.get(CHANGES, Map.of("minSeq", 3));

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(refused.body()).contains("urn:hoard:problem:unavailable");
        assertThat(client.pull(Map.of("minSeq", 1)).to()).as("the feed has it").isEqualTo(1);
    }

    @Test
    void sync9_aLongPollAnswersWhenSomethingHappens() throws Exception {
        AccountId account = world.newAccount();
        world.commitAndPublish(account, "one");
        reached(account);
        Client client = world.client(account);
        String cursor = client.pull(Map.of()).cursor();

        CompletableFuture<Pull> waiting =
                Surroundings.meanwhile(() -> client.pull(Map.of("since", cursor, "wait", "30s")));
        // Whether the commit comes before the reader waits or after, it answers at once.
        world.commitAndPublish(account, "two");

        assertThat(waiting.get(10, TimeUnit.SECONDS).ids()).containsExactly("two");
    }

    /** That the reader found nothing at first is seen by its question to the owner, who alone knows a new account. */
    @Test
    void sync9_aPageThatWaitsContainsWhatWasCommittedAfterItWasAskedFor() {
        AccountId account = world.newAccount();
        Client client = world.client(account);

        CompletableFuture<Pull> waiting = Surroundings.meanwhile(() -> client.pull(Map.of("wait", "30s")));
        await().until(() -> world.owner().asked(account) > 0);
        world.commitAndPublish(account, "later");

        assertThat(waiting.join().ids()).containsExactly("later");
    }

    @Test
    void sync9_aLongPollEndsEmptyWhenNothingHappensForSoLong() {
        AccountId account = world.newAccount();
        long asked = System.nanoTime();

        Pull page = world.client(account).pull(Map.of("wait", 1));

        assertThat(page.changes()).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void sync14_aLargePageIsCompressedOnRequest() throws Exception {
        AccountId account = world.newAccount();
        world.commitAndPublish(account, names(0, 100));
        reached(account);
        Client client = world.client(account);

        HttpResponse<byte[]> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + client.port() + CHANGES))
                                .header("Authorization", "Bearer " + client.token())
                                .header("Accept-Encoding", "gzip")
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());

        assertThat(answer.headers().firstValue("Content-Encoding")).hasValue("gzip");
        byte[] plain = new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes();
        assertThat(plain.length).isGreaterThan(answer.body().length * 4);
    }

    /**
     * A reader polls while a writer changes a few documents over and over and makes new ones: page follows page without
     * a gap, everything that was made once is seen, and in the end the reader holds the latest state of everything.
     */
    @Test
    void sync7_aPollingReaderMissesNothingWhileOthersWrite() {
        AccountId account = world.newAccount();
        Client client = world.client(account);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        CompletableFuture<Void> writer = Surroundings.meanwhile(() -> {
            for (int i = 0; i < 300; i++) {
                String[] names = {"new" + i, "hot" + random.nextInt(5), "hot" + random.nextInt(5)};
                world.commitAndPublish(account, names);
            }
        });

        Map<String, String> held = new HashMap<>();
        Set<String> seen = new HashSet<>();
        List<Long> ends = new ArrayList<>(List.of(0L));
        String cursor = "";
        while (!writer.isDone() || ends.getLast() < world.owner().head(account)) {
            Pull page = client.pull(Map.of("since", cursor, "limit", 1 + random.nextInt(40)));
            assertThat(page.from()).as("seed %d", seed).isEqualTo(ends.getLast());
            page.changes()
                    .forEach(change -> held.put(change.required("resourceId").asString(), change.toString()));
            seen.addAll(page.ids());
            ends.add(page.to());
            cursor = page.cursor();
        }
        writer.join();

        assertThat(ends).isSorted();
        assertThat(seen)
                .as("seed %d", seed)
                .containsAll(IntStream.range(0, 300).mapToObj(i -> "new" + i).toList());
        assertThat(held.values())
                .as("seed %d", seed)
                .containsExactlyInAnyOrderElementsOf(world.owner().latest(account));
    }

    /** The feed stands at 1 while the owner is further, and nothing tells it so. */
    private void stall(AccountId account, int head) {
        world.owner().hideFromComparison(account);
        world.commitAndPublish(account, "n0");
        reached(account);
        IntStream.range(1, head).forEach(i -> world.owner().commit(account, "n" + i));
    }

    private void reached(AccountId account) {
        await().until(() -> feed.position(account).seq() == world.owner().head(account));
    }

    private static String[] names(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "n" + i).toArray(String[]::new);
    }

    private static String cursor(long epoch, long seq) {
        return new Cursor(epoch, seq, TypeFilter.ALL).text();
    }
}
