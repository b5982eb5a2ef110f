package dev.hoard.localstack.process;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A running child process. */
public final class Child {

    private static final Duration POLL = Duration.ofMillis(100);

    private final String name;
    private final Process process;
    private final Path log;

    Child(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    public String name() {
        return name;
    }

    public long pid() {
        return process.pid();
    }

    public Path log() {
        return log;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Completes when the process is gone, with the reason and its last log lines. */
    public CompletableFuture<ChildFailed> death() {
        return process.onExit().thenApply(gone -> died());
    }

    /**
     * Asks until the answer is yes.
     *
     * @throws ChildFailed at once if the process dies, and at the deadline
     */
    public void awaitReady(Duration deadline, ReadinessCheck check) {
        Instant end = Instant.now().plus(deadline);
        String lastAnswer = "no answer";
        while (process.isAlive()) {
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
                throw new ChildFailed(
                        this, "was not ready after %d s (%s)".formatted(deadline.toSeconds(), lastAnswer));
            }
            pause();
        }
        throw died();
    }

    /** Waits one poll, or less if the process dies. */
    private void pause() {
        try {
            process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("Interrupted while waiting for " + name, e);
    }

    private ChildFailed died() {
        return new ChildFailed(this, "died with exit code " + process.exitValue());
    }

    /** Asks it to end, and ends it when the grace is over. Returns when it is gone. */
    void stop(Duration grace) {
        Termination.of(process.toHandle(), grace);
    }
}
