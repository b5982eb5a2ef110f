package dev.hoard.localstack.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A running child process. */
public final class Child implements Running {

    private final String name;
    private final Process process;
    private final Path log;
    private final CompletableFuture<String> death;

    Child(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.death = process.onExit().thenApply(ended -> "died with exit code " + ended.exitValue());
    }

    @Override
    public String name() {
        return name;
    }

    public long pid() {
        return process.pid();
    }

    @Override
    public Path log() {
        return log;
    }

    @Override
    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public CompletableFuture<String> death() {
        return death;
    }

    /** The exit code of a process that ends by itself; one that takes longer is a failure. */
    public int awaitEnd(Duration deadline) {
        try {
            if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                throw ChildFailed.of(this, "did not end within %d s".formatted(deadline.toSeconds()));
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for " + name, e);
        }
    }

    @Override
    public void kill() {
        process.destroyForcibly();
        awaitCollection();
    }

    /** Asks it to end, and ends it when the grace is over. Returns when it is gone. */
    void stop(Duration grace) {
        Termination.of(process.toHandle(), grace);
        if (!ProcessIdentity.isRunning(process.toHandle())) {
            awaitCollection();
        }
    }

    /** Its handle calls a zombie gone while {@link #isAlive()} still says otherwise. */
    private void awaitCollection() {
        process.onExit().join();
    }
}
