package dev.hoard.sync.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.id.Uuids;
import dev.hoard.platform.security.Caller;
import dev.hoard.platform.security.Tier;
import dev.hoard.sync.change.ChangeRange;
import dev.hoard.sync.feed.Feed;
import dev.hoard.sync.feed.PageRequest;
import dev.hoard.sync.fixture.Client;
import dev.hoard.sync.fixture.Client.Pull;
import dev.hoard.sync.fixture.EventStream;
import dev.hoard.sync.fixture.FakeOwner.Edit;
import dev.hoard.sync.fixture.Surroundings;
import dev.hoard.sync.fixture.SyncServiceTest;
import dev.hoard.sync.page.Cursor;
import dev.hoard.sync.page.TypeFilter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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

    @Autowired
    private Streams streams;

    @Autowired
    private MeterRegistry meters;

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
            world.owner()
                    .commit(account, "lost"); // the comparison of heads brings it to the feed, nobody to the stream

            await().untilAsserted(() -> assertThat(stream.numbers()).containsExactly(1L, 2L));
        }
    }

    @Test
    void sync11_theStreamEndsWithItsToken() {
        AccountId account = world.newAccount();
        try (EventStream stream = world.client(account, Duration.ofSeconds(4)).stream("", Map.of())) {
            await().until(stream::hasEnded);

            assertThat(stream.names()).endsWith("reauth");
            assertThat(stream.names()).contains("heartbeat");
        }
    }

    @Test
    void sync11_theStreamEndsWithItsSession() {
        AccountId account = world.newAccount();
        String session = Uuids.v7().toString();
        Client client = world.client(account, session, Duration.ofMinutes(5));
        try (EventStream stream = client.stream("", Map.of());
                EventStream other = world.client(account).stream("", Map.of())) {
            await().until(() -> stream.names().contains("heartbeat"));

            world.gateway().end(session);

            await().until(stream::hasEnded);
            assertThat(stream.names()).endsWith("reauth");
            assertThat(other.hasEnded()).isFalse();
            try (EventStream again = client.stream("", Map.of())) {
                assertThat(again.status()).isEqualTo(401);
            }
        }
    }

    /** Hundreds are open: those of the account get its change, the others nothing, and when all have left none is kept. */
    @Test
    void sync11_aChangeReachesTheStreamsOfItsAccountOnly() {
        AccountId account = world.newAccount();
        List<EventStream> open = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                open.add(world.client(i < 20 ? account : world.newAccount()).stream("", Map.of()));
            }
            await().until(() -> open.stream().allMatch(stream -> stream.names().contains("heartbeat")));
            world.commitAndPublish(account, "one");

            await().untilAsserted(() -> assertThat(open.subList(0, 20))
                    .allSatisfy(stream -> assertThat(stream.numbers()).containsExactly(1L)));
            assertThat(open.subList(20, 200))
                    .allSatisfy(stream -> assertThat(stream.numbers()).isEmpty());
        } finally {
            open.forEach(EventStream::close);
        }
        await().untilAsserted(() ->
                assertThat(meters.get("hoard.stream.open").gauge().value()).isZero());
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
        StalledSink sink = new StalledSink();
        Caller caller = new Caller(
                account, "s", Tier.FREE, Set.of(), Set.of(), Instant.now().plusSeconds(60));
        PageRequest fromNothing = PageRequest.of(null, null, null, null);
        streams.open(caller, fromNothing, sink);
        await().until(() -> sink.sent().stream().anyMatch(Frame.Heartbeat.class::isInstance));
        world.commitAndPublish(account, "the client stalls here");
        assertThat(sink.stalled.await(10, TimeUnit.SECONDS)).isTrue();
        try (EventStream other = world.client(account).stream("", Map.of())) {
            for (int i = 0; i < 70; i++) {
                world.commitAndPublish(account, "n" + i);
            }
            // By now all of it has passed here, and more than is kept for one client.
            await().untilAsserted(() -> assertThat(other.numbers()).contains(71L));
        }

        sink.goOn.countDown();

        assertThat(sink.closed.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(sink.sent().getLast()).isEqualTo(new Frame.Resync(Frame.Reason.TOO_SLOW));
        assertThat(sink.sent()).filteredOn(Frame.Changes.class::isInstance).hasSize(1);
    }

    /** Takes its first changes only when it is told to. */
    private static final class StalledSink implements FrameSink {

        private final List<Frame> sent = new CopyOnWriteArrayList<>();
        private final CountDownLatch stalled = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);
        private final CountDownLatch closed = new CountDownLatch(1);

        List<Frame> sent() {
            return sent;
        }

        @Override
        public void open() {
            // Nothing to announce.
        }

        @Override
        public void send(Frame frame) throws IOException {
            sent.add(frame);
            if (frame instanceof Frame.Changes) {
                stalled.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new InterruptedIOException();
                }
            }
        }

        @Override
        public void flush() {
            // Everything is there at once.
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }

    /** Tens of megabytes for a connection that takes nothing: it is carried on or resynced, and others do not wait. */
    @Test
    void sync11_aConnectionThatTakesNothingHoldsUpNobody() throws Exception {
        AccountId account = world.newAccount();
        String large = "x".repeat(100_000);
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(64 * 1024);
            socket.setSoTimeout(20_000);
            Client client = world.client(account, Duration.ofSeconds(20));
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), client.port()));
            socket.getOutputStream()
                    .write(("GET /api/v1/sync/stream HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                                    + client.token() + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().readNBytes(100)).hasSize(100); // the stream is open, and now it stalls
            try (EventStream other = client.stream("", Map.of())) {
                for (int i = 0; i < 200; i++) {
                    world.publish(
                            world.owner().commit(account, Edit.party("same").with(large)));
                }
                await().untilAsserted(() -> assertThat(end(other.pages())).isEqualTo(200));
            }

            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer).containsAnyOf("event: resync", "event: reauth");
            String lastId = answer.substring(answer.lastIndexOf("id: ") + 4)
                    .lines()
                    .findFirst()
                    .orElseThrow();
            assertThat(endFrom(account, lastId)).as("the end of the chain").isEqualTo(200);
        }
    }

    private long endFrom(AccountId account, String cursor) {
        return world.client(account).pull(Map.of("since", cursor)).to();
    }

    static LongStream seeds() {
        long first = System.nanoTime();
        return LongStream.range(first, first + Integer.getInteger("seeds", 3));
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
        CompletableFuture<Void> writer = Surroundings.meanwhile(() -> write(account, new Random(seed)));
        List<Pull> pages = new ArrayList<>();
        String cursor = "";
        while (!writer.isDone() || end(pages) < world.owner().head(account)) {
            try (EventStream stream = client.stream(cursor, Map.of())) {
                int enough = 1 + random.nextInt(15);
                await().pollInterval(Duration.ofMillis(5))
                        .untilAsserted(() -> assertThat(stream.events().size() >= enough
                                        || (writer.isDone()
                                                && end(stream.pages())
                                                        == world.owner().head(account)))
                                .as(
                                        "seed %d: status %d, %d of %d events, at %d of %d, feed at %s, has ended: %s",
                                        seed,
                                        stream.status(),
                                        stream.events().size(),
                                        enough,
                                        end(stream.pages()),
                                        world.owner().head(account),
                                        feed.position(account),
                                        stream.hasEnded())
                                .isTrue());
                assertThat(stream.hasEnded())
                        .as("seed %d: only the client ends a stream", seed)
                        .isFalse();
                pages.addAll(stream.pages());
                cursor = pages.isEmpty() ? "" : pages.getLast().cursor();
            }
        }
        writer.join();

        assertChained(pages, 0);
        Map<String, String> held = new HashMap<>();
        for (Pull page : pages) {
            assertThat(page.numbers()).isSorted().allMatch(seq -> seq > page.from() && seq <= page.to());
            page.changes()
                    .forEach(change -> held.put(change.required("resourceId").asString(), change.toString()));
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

    private void reached(AccountId account) {
        await().until(() -> feed.position(account).seq() == world.owner().head(account));
    }

    private static String cursor(long epoch, long seq) {
        return new Cursor(epoch, seq, TypeFilter.ALL).text();
    }
}
