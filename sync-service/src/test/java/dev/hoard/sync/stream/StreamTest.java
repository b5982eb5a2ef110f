package dev.hoard.sync.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hoard.platform.id.AccountId;
import dev.hoard.sync.change.ChangeRange;
import dev.hoard.sync.feed.Feed;
import dev.hoard.sync.fixture.Client;
import dev.hoard.sync.fixture.Client.Pull;
import dev.hoard.sync.fixture.EventStream;
import dev.hoard.sync.fixture.FakeOwner.Edit;
import dev.hoard.sync.fixture.Surroundings;
import dev.hoard.sync.fixture.SyncServiceTest;
import dev.hoard.sync.page.Cursor;
import dev.hoard.sync.page.TypeFilter;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;

@SyncServiceTest
class StreamTest {

    @Autowired
    private Surroundings world;

    @Autowired
    private Feed feed;

    @AfterEach
    void ownerIsBack() {
        world.owner().comeBack();
    }

    @Test
    void sync11_aStreamBringsWhatWasAndThenWhatHappens() {
        AccountId account = world.newAccount();
        world.commitAndPublish(account, "one", "two");
        reached(account);
        try (EventStream stream = world.client(account).stream("", Map.of())) {
            await().untilAsserted(() -> assertThat(stream.numbers()).containsExactly(1L, 2L));
            world.commitAndPublish(account, "three");
            await().untilAsserted(() -> assertThat(stream.numbers()).containsExactly(1L, 2L, 3L));

            assertThat(stream.pages().getLast().from()).isEqualTo(2);
            assertThat(stream.pages().getLast().to()).isEqualTo(3);
            assertThat(stream.pages().getLast().cursor()).isEqualTo(stream.lastId());
        }
    }

    @Test
    void sync11_lastEventIdResumesAndGoesBeforeSince() {
        AccountId account = world.newAccount();
        world.commitAndPublish(account, "one", "two");
        Client client = world.client(account);
        reached(account);
        try (EventStream stream = client.stream(cursor(1, 1), Map.of("since", cursor(1, 0)))) {
            await().untilAsserted(() -> assertThat(stream.numbers()).containsExactly(2L));
        }
        try (EventStream stream = client.stream("", Map.of("since", cursor(1, 2)))) {
            world.commitAndPublish(account, "three");
            await().untilAsserted(() -> assertThat(stream.numbers()).containsExactly(3L));
        }
    }

    @Test
    void sync11_aSilentStreamBeatsWithItsCursorTheHeadAndTheTokensEnd() {
        AccountId account = world.newAccount();
        world.publish(world.owner().commit(account, Edit.of("party", "p"), Edit.of("creature", "c")));
        reached(account);
        try (EventStream stream = world.client(account).stream("", Map.of("types", "creature"))) {
            await().until(() -> stream.names().contains("heartbeat"));
            EventStream.ServerEvent beat = stream.events().getLast();
            assertThat(beat.data()).matches("\\{\"head\":2,\"expiresAt\":\"\\d{4}-.*Z\"}");
            assertThat(Cursor.parse(beat.id())).isEqualTo(new Cursor(1, 2, TypeFilter.parse("creature")));
        }
    }

    @Test
    void err2_aStreamShowsItsOwnAccountOnly() {
        AccountId account = world.newAccount();
        AccountId other = world.newAccount();
        try (EventStream stream = world.client(account).stream("", Map.of())) {
            world.commitAndPublish(other, "secret");
            world.commitAndPublish(account, "own");
            await().untilAsserted(() -> assertThat(stream.numbers()).hasSize(1));

            assertThat(stream.pages().getFirst().ids()).containsExactly("own");
        }
    }

    @Test
    void sync11_aFilteredStreamCoversWhatItDoesNotShow() {
        AccountId account = world.newAccount();
        try (EventStream stream = world.client(account).stream("", Map.of("types", "creature"))) {
            world.publish(world.owner().commit(account, Edit.of("party", "p")));
            world.publish(world.owner().commit(account, Edit.of("creature", "c")));
            await().untilAsserted(() -> assertThat(stream.numbers()).containsExactly(2L));

            assertChained(stream.pages(), 0);
        }
    }

    @Test
    void sync11_anOpenStreamSurvivesALostRecord() {
        AccountId account = world.newAccount();
        world.owner().hideFromComparison(account);
        try (EventStream stream = world.client(account).stream("", Map.of())) {
            world.commitAndPublish(account, "one");
            world.owner().commit(account, "lost");
            world.commitAndPublish(account, "three");

            await().untilAsserted(() -> assertThat(stream.numbers()).containsExactly(1L, 2L, 3L));
            assertChained(stream.pages(), 0);
        }
    }

    @Test
    void sync11_aStreamWaitsForAnOwnerWhoIsAway() {
        AccountId account = world.newAccount();
        try (EventStream stream = world.client(account).stream("", Map.of())) {
            world.commitAndPublish(account, "one");
            await().untilAsserted(() -> assertThat(stream.numbers()).containsExactly(1L));
            world.owner().goDown();
            world.owner().commit(account, "lost");
            world.commitAndPublish(account, "three");
            await().until(() -> stream.names().contains("heartbeat"));
            assertThat(stream.numbers()).containsExactly(1L);

            world.owner().comeBack();
            await().untilAsserted(() -> assertThat(stream.numbers()).containsExactly(1L, 2L, 3L));
        }
    }

    @Test
    void sync11_aStreamThatMissedTheLiveRecordFindsItAtTheNextHeartbeat() {
        AccountId account = world.newAccount();
        try (EventStream stream = world.client(account).stream("", Map.of())) {
            world.commitAndPublish(account, "one");
            await().untilAsserted(() -> assertThat(stream.numbers()).containsExactly(1L));
            world.owner().commit(account, "lost"); // the comparison of heads brings it to the feed, nobody to the stream

            await().untilAsserted(() -> assertThat(stream.numbers()).containsExactly(1L, 2L));
        }
    }

    @Test
    void sync11_theStreamEndsWithItsToken() {
        AccountId account = world.newAccount();
        try (EventStream stream =
                world.client(account, Duration.ofSeconds(2)).stream("", Map.of())) {
            await().until(stream::hasEnded);

            assertThat(stream.names()).endsWith("reauth");
            assertThat(stream.names()).contains("heartbeat");
        }
    }

    @Test
    void sync1_aNewEpochEndsTheStreamWithResync() {
        AccountId account = world.newAccount();
        world.commitAndPublish(account, "one", "two", "three");
        reached(account);
        try (EventStream stream = world.client(account).stream("", Map.of())) {
            await().untilAsserted(() -> assertThat(stream.numbers()).hasSize(3));
            world.owner().fallBack(account, 1);
            world.commitAndPublish(account, "other");

            await().until(stream::hasEnded);
            assertThat(stream.events().getLast().name()).isEqualTo("resync");
            assertThat(stream.events().getLast().data()).isEqualTo("{\"reason\":\"lost-place\"}");
            assertThat(stream.numbers()).containsExactly(1L, 2L, 3L);
            try (EventStream again = world.client(account).stream(stream.lastId(), Map.of())) {
                assertThat(again.status()).isEqualTo(410);
            }
        }
    }

    @Test
    void sync11_aBadCursorIsRefusedBeforeTheStreamBegins() {
        AccountId account = world.newAccount();
        for (String bad : List.of("garbage", new Cursor(1, 1, TypeFilter.parse("party")).text())) {
            try (EventStream stream = world.client(account).stream(bad, Map.of())) {
                assertThat(stream.status()).isEqualTo(400);
            }
        }
    }

    @Test
    void sync11_aClientThatIsTooSlowIsToldToResync() throws Exception {
        AccountId account = world.newAccount();
        String large = "x".repeat(100_000);
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4096);
            socket.setSoTimeout(20_000);
            Client client = world.client(account);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), client.port()));
            socket.getOutputStream()
                    .write(("GET /api/v1/sync/stream HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                                    + client.token() + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readNBytes(100); // the stream is open; nothing more is read for now
            for (int i = 0; i < 200; i++) {
                world.publish(world.owner().commit(account, Edit.party("same").with(large)));
            }
            reached(account);

            String answer = readAll(socket.getInputStream());

            assertThat(answer).contains("event: resync\ndata: {\"reason\":\"too-slow\"}");
            String lastId = answer.substring(answer.lastIndexOf("id: ") + 4).lines().findFirst().orElseThrow();
            try (EventStream again = client.stream(lastId, Map.of())) {
                await().untilAsserted(() -> assertThat(again.numbers()).contains(200L));
            }
        }
    }

    static LongStream seeds() {
        long first = System.nanoTime();
        return LongStream.range(first, first + 3);
    }

    /**
     * A client whose connection breaks again and again, while commits come, some doubled, some lost on Kafka: the
     * frames it gets over all its connections are one chain, and add up to everything.
     */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void sync11_noGapAndNoRepetitionOverReconnections(long seed) {
        Random random = new Random(seed);
        AccountId account = world.newAccount();
        Client client = world.client(account);
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> write(account, new Random(seed)));
        List<Pull> pages = new ArrayList<>();
        String cursor = "";
        while (!writer.isDone() || end(pages) < world.owner().head(account)) {
            try (EventStream stream = client.stream(cursor, Map.of())) {
                int enough = 1 + random.nextInt(15);
                await().pollInterval(Duration.ofMillis(5))
                        .until(() -> stream.events().size() >= enough
                                || (writer.isDone() && end(stream.pages()) == world.owner().head(account)));
                pages.addAll(stream.pages());
                cursor = pages.isEmpty() ? "" : pages.getLast().cursor();
            }
        }
        writer.join();

        assertChained(pages, 0);
        Map<String, String> held = new HashMap<>();
        for (Pull page : pages) {
            assertThat(page.numbers()).isSorted().allMatch(seq -> seq > page.from() && seq <= page.to());
            page.changes().forEach(change -> held.put(change.required("resourceId").asString(), change.toString()));
        }
        assertThat(held.values())
                .as("seed %d", seed)
                .containsExactlyInAnyOrderElementsOf(world.owner().latest(account));
    }

    private void write(AccountId account, Random random) {
        for (int i = 0; i < 150; i++) {
            ChangeRange commit = world.owner().commit(account, "new" + i, "hot" + random.nextInt(5));
            boolean lost = random.nextInt(15) == 0;
            for (int copies = lost ? 0 : 1 + random.nextInt(2); copies > 0; copies--) {
                world.publish(commit);
            }
        }
    }

    private static void assertChained(List<Pull> pages, long start) {
        long end = start;
        for (Pull page : pages) {
            assertThat(page.from()).isEqualTo(end);
            assertThat(page.to()).isGreaterThan(end);
            end = page.to();
        }
    }

    private static long end(List<Pull> pages) {
        return pages.isEmpty() ? 0 : pages.getLast().to();
    }

    /** All that comes until the server closes. */
    private static String readAll(InputStream in) throws Exception {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    private void reached(AccountId account) {
        await().until(() -> feed.position(account).seq() == world.owner().head(account));
    }

    private static String cursor(long epoch, long seq) {
        return new Cursor(epoch, seq, TypeFilter.ALL).text();
    }
}
