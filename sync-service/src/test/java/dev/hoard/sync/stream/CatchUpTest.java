package dev.hoard.sync.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.security.Caller;
import dev.hoard.platform.security.Tier;
import dev.hoard.sync.device.Devices;
import dev.hoard.sync.feed.Feed;
import dev.hoard.sync.feed.FeedReader;
import dev.hoard.sync.feed.PageRequest;
import dev.hoard.sync.fixture.Surroundings;
import dev.hoard.sync.fixture.SyncServiceTest;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;

/** A stream that has many pages to send before it is live. */
@SyncServiceTest
class CatchUpTest {

    @Autowired
    private Surroundings world;

    @Autowired
    private Feed feed;

    @Autowired
    private FeedReader reader;

    @Autowired
    private StreamProperties properties;

    @Autowired
    private Devices devices;

    private final Backlog backlog = new Backlog(10, 1000, () -> {});
    private final SetClock clock = new SetClock();

    /** Why a stream must end. */
    enum End {
        TOKEN,
        SESSION,
        SHUTDOWN
    }

    @ParameterizedTest
    @EnumSource
    void sync11_aStreamThatCatchesUpEndsBetweenTwoPages(End end) throws IOException {
        AccountId account = world.newAccount();
        world.commitAndPublish(account, "one", "two", "three", "four", "five");
        await().until(() -> feed.position(account).seq() == 5);
        Caller caller = new Caller(account, "s", Tier.FREE, Set.of(), Set.of(), clock.now.plus(Duration.ofMinutes(1)));
        Sink sink = new Sink(2, () -> {
            switch (end) {
                case TOKEN -> clock.now = clock.now.plus(Duration.ofMinutes(1));
                case SESSION -> backlog.revoke();
                case SHUTDOWN -> backlog.close();
            }
        });
        ChangeStream stream = new ChangeStream(
                caller, PageRequest.of(null, null, 1, null), backlog, reader, sink, properties, devices, clock);

        stream.begin();
        boolean goesOn = stream.step();

        assertThat(goesOn).isFalse();
        assertThat(sink.sent).filteredOn(Frame.Changes.class::isInstance).hasSize(2);
        if (end != End.SHUTDOWN) {
            assertThat(sink.sent).last().isEqualTo(new Frame.Reauth());
        }
    }

    /** Does something while the page of this number is sent. */
    private static final class Sink implements FrameSink {

        private final List<Frame> sent = new ArrayList<>();
        private final int page;
        private final Runnable event;

        Sink(int page, Runnable event) {
            this.page = page;
            this.event = event;
        }

        @Override
        public void open() {
            // Nothing to announce.
        }

        @Override
        public void send(Frame frame) {
            sent.add(frame);
            if (sent.size() == page) {
                event.run();
            }
        }

        @Override
        public void flush() {
            // Everything is there at once.
        }

        @Override
        public void close() {
            // Nothing to let go.
        }
    }

    private static final class SetClock extends Clock {

        private Instant now = Instant.parse("2026-01-31T12:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
