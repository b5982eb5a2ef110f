package dev.hoard.localstack.process;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** A program of ours that runs, as a process or in a container, until it dies. */
public interface Running {

    Duration POLL = Duration.ofMillis(100);

    String name();

    Path log();

    boolean isAlive();

    /** Comes when it is gone and has logged its last; says why, as the end of a sentence. */
    CompletableFuture<String> death();

    /** {@code kill -9}, as a crash would end it; returns when it is gone. */
    void kill();

    /** Tells, when it is gone, why and what it logged last. */
    default void onDeath(Consumer<ChildFailed> listener) {
        var _ = death().thenAccept(why -> listener.accept(ChildFailed.of(this, why)));
    }

    /**
     * Asks until the answer is yes.
     *
     * @throws ChildFailed at once if it dies, and at the deadline
     */
    default void awaitReady(Duration deadline, ReadinessCheck check) {
        Instant end = Instant.now().plus(deadline);
        String lastAnswer = "no answer";
        while (isAlive()) {
            try {
                if (check.isReady()) {
                    return;
                }
            } catch (InterruptedException e) {
                throw interrupted(e);
            } catch (Exception e) {
                lastAnswer = String.valueOf(e.getMessage());
            }
            if (Instant.now().isAfter(end)) {
                throw ChildFailed.of(this, "was not ready after %d s (%s)".formatted(deadline.toSeconds(), lastAnswer));
            }
            pause();
        }
        throw ChildFailed.of(this, death().join());
    }

    /** Waits one poll, or less if it dies. */
    private void pause() {
        try {
            death().get(POLL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // It lives.
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("Interrupted while waiting for " + name(), e);
    }
}
