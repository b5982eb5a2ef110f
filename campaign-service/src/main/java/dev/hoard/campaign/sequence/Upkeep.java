package dev.hoard.campaign.sequence;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Does again and again what keeps the sequences tidy, from the service's start to its end. */
final class Upkeep implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
    /** A purge may take long, and the rest must not wait for it. */
    private static final int THREADS = 2;

    private static final Duration CHUNKS_EVERY = Duration.ofMinutes(10);

    private final Sequence sequence;
    private final Sweep sweep;
    private final Purge purge;
    private final SequenceProperties properties;
    private @Nullable ScheduledExecutorService timer;

    Upkeep(Sequence sequence, Sweep sweep, Purge purge, SequenceProperties properties) {
        this.sequence = sequence;
        this.sweep = sweep;
        this.purge = purge;
        this.properties = properties;
    }

    @Override
    public synchronized void start() {
        if (timer == null) {
            ScheduledExecutorService started = Executors.newScheduledThreadPool(
                    THREADS, Thread.ofPlatform().name("sequence-upkeep-", 1).factory());
            every(started, properties.markEvery(), sequence::markApplied);
            every(started, properties.sweepEvery(), sequence::refreshEpoch);
            every(started, properties.sweepEvery(), sweep::rollForward);
            every(started, CHUNKS_EVERY, sweep::removeAbandonedChunks);
            every(started, properties.purgeEvery(), purge::run);
            timer = started;
        }
    }

    @Override
    public synchronized void stop() {
        if (timer != null) {
            timer.shutdownNow();
            timer = null;
            attempt(sequence::markApplied);
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return timer != null;
    }

    private static void every(ScheduledExecutorService timer, Duration pause, Runnable work) {
        var _ = timer.scheduleWithFixedDelay(() -> attempt(work), 0, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A failure now is no reason not to try again later. */
    private static void attempt(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.warn("Upkeep of the sequences failed and will be tried again: {}", e.toString());
        }
    }
}
