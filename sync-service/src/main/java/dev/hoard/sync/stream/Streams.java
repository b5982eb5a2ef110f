package dev.hoard.sync.stream;

import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import dev.hoard.platform.security.Caller;
import dev.hoard.sync.feed.FeedReader;
import dev.hoard.sync.feed.PageRequest;
import dev.hoard.sync.live.LiveChanges;
import dev.hoard.sync.page.Page;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * The open streams of this instance. Each runs in the (virtual) thread of its request. They end before the web server
 * waits for its requests to end, and their clients open them again elsewhere.
 */
@Component
class Streams implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Streams.class);

    private final FeedReader reader;
    private final LiveChanges live;
    private final StreamProperties properties;
    private final Clock clock;
    private final Set<Backlog> open = ConcurrentHashMap.newKeySet();
    private volatile boolean running;

    Streams(FeedReader reader, LiveChanges live, StreamProperties properties, Clock clock, MeterRegistry registry) {
        this.reader = reader;
        this.live = live;
        this.properties = properties;
        this.clock = clock;
        Gauge.builder("hoard.stream.open", open, Set::size)
                .description("Streams that are open in this instance")
                .register(registry);
    }

    /**
     * Serves a stream until it ends.
     *
     * @throws ProblemException before the answer has begun, as {@link FeedReader#read} does
     */
    void serve(Caller caller, PageRequest request, FrameSink sink) {
        Backlog backlog = new Backlog(
                properties.bufferedRanges(), properties.bufferedSize().toBytes());
        open.add(backlog);
        // Followed before anything is read: what happens in between is in the backlog.
        try (LiveChanges.Following _ = live.follow(caller.account(), backlog::offer)) {
            live.findHead(caller.account()).ifPresent(head -> backlog.heard(head.epoch(), head.seq()));
            checkRunning();
            ChangeStream stream = new ChangeStream(caller, request, backlog, reader, sink, properties, clock);
            run(stream, stream.begin());
        } catch (IOException gone) {
            LOG.debug("A client left its stream");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(backlog);
        }
    }

    /** The answer has begun, so a failure can only end it: the client opens another and reads on where it was. */
    private static void run(ChangeStream stream, Page first) throws IOException, InterruptedException {
        try {
            stream.run(first);
        } catch (RuntimeException e) {
            LOG.warn("A stream broke off", e);
        }
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
        open.forEach(Backlog::close);
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
