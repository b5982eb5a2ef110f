package dev.hoard.sync.stream;

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the steps of one stream, one at a time, in whatever thread: a wake-up during a step makes it run once more, and
 * while nothing wakes it, it holds no thread.
 */
final class OpenStream {

    private static final Logger LOG = LoggerFactory.getLogger(OpenStream.class);

    private final Executor threads;
    private final Runnable onEnd;

    /** Those not yet answered by a step. It begins as if a step ran, so that none does before the start. */
    private final AtomicInteger wakeUps = new AtomicInteger(1);

    private @Nullable ChangeStream stream;

    OpenStream(Executor threads, Runnable onEnd) {
        this.threads = threads;
        this.onEnd = onEnd;
    }

    /** There is something to do. */
    void wake() {
        if (wakeUps.getAndIncrement() == 0) {
            threads.execute(this::run);
        }
    }

    /** Runs the first step in this thread; from now on wake-ups run the next ones. */
    void start(ChangeStream begun) {
        stream = begun;
        run();
    }

    private void run() {
        ChangeStream running = Objects.requireNonNull(stream, "it was started");
        int answered;
        do {
            answered = wakeUps.get();
            if (!step(running)) {
                // The wake-ups stay unanswered, so no further step will ever run.
                onEnd.run();
                return;
            }
        } while (!wakeUps.compareAndSet(answered, 0));
    }

    /** The answer has begun, so a failure can only end it: the client opens another and reads on where it was. */
    private static boolean step(ChangeStream stream) {
        try {
            return stream.step();
        } catch (IOException gone) {
            LOG.debug("A client left its stream");
        } catch (RuntimeException e) {
            LOG.warn("A stream broke off", e);
        }
        return false;
    }
}
