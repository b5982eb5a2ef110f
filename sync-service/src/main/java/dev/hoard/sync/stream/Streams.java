package dev.hoard.sync.stream;

import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import dev.hoard.platform.security.Caller;
import dev.hoard.sync.device.Devices;
import dev.hoard.sync.feed.Feed;
import dev.hoard.sync.feed.FeedReader;
import dev.hoard.sync.feed.PageRequest;
import dev.hoard.sync.feed.Position;
import dev.hoard.sync.live.LiveChanges;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * The open streams of this instance. None holds a thread: a change wakes the streams of its account, one timer those
 * whose heartbeat is due, and each runs for as long as it has something to send. They end before the web server waits
 * for its requests to end, and their clients open them again elsewhere.
 */
@Component
class Streams implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Streams.class);
    private static final int ACCOUNTS_A_LOOK = 1000;

    private final FeedReader reader;
    private final Feed feed;
    private final LiveChanges live;
    private final Devices devices;
    private final StreamProperties properties;
    private final Clock clock;
    private final Executor threads = Thread::startVirtualThread;
    private final Set<Entry> open = ConcurrentHashMap.newKeySet();
    private volatile boolean running;

    Streams(
            FeedReader reader,
            Feed feed,
            LiveChanges live,
            Devices devices,
            StreamProperties properties,
            Clock clock,
            MeterRegistry registry) {
        this.reader = reader;
        this.feed = feed;
        this.live = live;
        this.devices = devices;
        this.properties = properties;
        this.clock = clock;
        Gauge.builder("hoard.stream.open", open, Set::size)
                .description("Streams that are open in this instance")
                .register(registry);
    }

    /**
     * Begins a stream and brings it up to date; it goes on by itself until it closes its sink.
     *
     * @throws ProblemException before the answer has begun, as {@link FeedReader#read} does
     */
    void open(Caller caller, PageRequest request, FrameSink sink) {
        Entry entry = new Entry(caller, sink);
        open.add(entry);
        try {
            // Followed before anything is read: what happens in between is in the backlog.
            entry.following = live.follow(caller.account(), entry.backlog::offer);
            live.findHead(caller.account()).ifPresent(head -> entry.backlog.heard(head.epoch(), head.seq()));
            checkRunning();
            ChangeStream stream =
                    new ChangeStream(caller, request, entry.backlog, reader, sink, properties, devices, clock);
            entry.stream = stream;
            stream.begin();
            entry.steps.start(stream);
        } catch (IOException gone) {
            LOG.debug("A client left its stream");
            entry.end();
        } catch (RuntimeException e) {
            entry.leave();
            throw e;
        }
    }

    /** Wakes the streams that have something to do although nothing happened. */
    @Scheduled(fixedDelayString = "${hoard.stream.tick:250ms}")
    void tick() {
        Instant now = clock.instant();
        open.forEach(entry -> entry.wakeIfDue(now));
    }

    /** Looks, for all accounts at once, whether a stream missed something: a record that was lost on Kafka. */
    @Scheduled(fixedDelayString = "${hoard.stream.heartbeat:15s}")
    void lookForMissedChanges() {
        List<Entry> entries = List.copyOf(open);
        for (int i = 0; i < entries.size(); i += ACCOUNTS_A_LOOK) {
            List<Entry> some = entries.subList(i, Math.min(entries.size(), i + ACCOUNTS_A_LOOK));
            Set<AccountId> accounts = ConcurrentHashMap.newKeySet();
            some.forEach(entry -> accounts.add(entry.caller.account()));
            Map<AccountId, Position> positions = feed.positions(accounts);
            some.forEach(entry -> entry.heard(positions.get(entry.caller.account())));
        }
    }

    /** Ends the streams of these sessions, which have ended themselves. */
    void revoke(Set<String> sessions) {
        open.stream().filter(entry -> sessions.contains(entry.caller.session())).forEach(Entry::revoke);
    }

    /** After it was registered as open: whoever is let through here is closed by {@link #stop}. */
    private void checkRunning() {
        if (!running) {
            throw new ProblemException(Problem.of(ProblemType.UNAVAILABLE, "This instance is shutting down.")
                    .retryAfter(Duration.ofSeconds(1)));
        }
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        new ArrayList<>(open).forEach(entry -> entry.backlog.close());
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** A stream and what belongs to it. */
    private final class Entry {

        private final Caller caller;
        private final FrameSink sink;
        private final Backlog backlog;
        private final OpenStream steps;
        private volatile @Nullable ChangeStream stream;
        private volatile LiveChanges.@Nullable Following following;

        Entry(Caller caller, FrameSink sink) {
            this.caller = caller;
            this.sink = sink;
            this.steps = new OpenStream(threads, this::end);
            this.backlog = new Backlog(
                    properties.bufferedRanges(), properties.bufferedSize().toBytes(), steps::wake);
        }

        void wakeIfDue(Instant now) {
            ChangeStream begun = stream;
            if (begun != null && begun.isDue(now)) {
                steps.wake();
            }
        }

        void heard(@Nullable Position position) {
            if (position != null && backlog.heard(position.epoch(), position.seq())) {
                steps.wake();
            }
        }

        void revoke() {
            backlog.revoke();
        }

        void leave() {
            open.remove(this);
            LiveChanges.Following followed = following;
            if (followed != null) {
                followed.close();
            }
        }

        void end() {
            leave();
            sink.close();
        }
    }
}
