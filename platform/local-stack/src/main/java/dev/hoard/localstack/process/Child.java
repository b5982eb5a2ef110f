package dev.hoard.localstack.process;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

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

    /** Tells, when the process is gone, why and what it logged last. */
    public void onDeath(Consumer<ChildFailed> listener) {
        var _ = process.onExit().thenAccept(_ -> listener.accept(died()));
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
                throw ChildFailed.of(this, "was not ready after %d s (%s)".formatted(deadline.toSeconds(), lastAnswer));
            }
            pause();
        }
        throw died();
    }

    /** The exit code of a process that ends by itself; one that takes longer is a failure. */
    public int awaitEnd(Duration deadline) {
        try {
            if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                throw ChildFailed.of(this, "did not end within %d s".formatted(deadline.toSeconds()));
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
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
        return ChildFailed.of(this, "died with exit code " + process.exitValue());
    }

    /** {@code kill -9}, as a crash would end it; returns when it is gone. */
    public void kill() {
        process.destroyForcibly();
        // Not by its handle, which calls a zombie gone while isAlive() still says otherwise.
        process.onExit().join();
    }

    /** Asks it to end, and ends it when the grace is over. Returns when it is gone. */
    void stop(Duration grace) {
        Termination.of(process.toHandle(), grace);
    }
}
