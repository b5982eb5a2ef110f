package dev.hoard.localstack.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The child processes of one owner, in the order of their start. */
public final class Children implements AutoCloseable {

    private final ProcessRecords records;
    private final Duration grace;
    private final List<String> prefix;
    private final Deque<Child> running = new ArrayDeque<>();
    private boolean closed;

    private Children(ProcessRecords records, Duration grace) {
        this.records = records;
        this.grace = grace;
        this.prefix = ownSession();
    }

    /**
     * No children yet.
     *
     * @param records where the children are recorded; what is recorded there already is the rest of an owner that was
     *     killed, and is stopped first
     * @param grace how long a child may take to end by itself; zero kills at once
     */
    public static Children recordedIn(Path records, Duration grace) {
        var processRecords = new ProcessRecords(records);
        processRecords.reclaim(grace);
        return new Children(processRecords, grace);
    }

    public synchronized Child start(ChildCommand command) {
        if (closed) {
            throw new IllegalStateException("Stopping: " + command.name() + " is not started any more");
        }
        List<String> line = new ArrayList<>(prefix);
        line.addAll(command.command());
        var builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().putAll(command.environment());
        try {
            FreshLog.at(command.log());
            Process process = builder.redirectOutput(command.log().toFile()).start();
            records.add(command.name(), process.toHandle());
            process.getOutputStream().close();
            var child = new Child(command.name(), process, command.log());
            running.addLast(child);
            return child;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start " + command.name(), e);
        }
    }

    /**
     * Starts a child and waits until it is of use. One that does not come to that is stopped, so that none is left running
     * that nobody watches.
     */
    public Child startReady(ChildCommand command, Duration within, ReadinessCheck check) {
        Child child = start(command);
        try {
            child.awaitReady(within, check);
            return child;
        } catch (RuntimeException e) {
            stop(child);
            throw e;
        }
    }

    public synchronized void stop(Child child) {
        child.stop(grace);
        running.remove(child);
        records.remove(child.name());
    }

    /** Stops all, the latest first. */
    @Override
    public synchronized void close() {
        closed = true;
        while (!running.isEmpty()) {
            stop(running.getLast());
        }
    }

    /**
     * Ctrl-C in a terminal reaches every process of the session at once, which would stop MongoDB under services that
     * are still writing. In a session of their own the children hear it from their owner, in order.
     */
    private static List<String> ownSession() {
        Path setsid = Path.of("/usr/bin/setsid");
        return Files.isExecutable(setsid) ? List.of(setsid.toString()) : List.of();
    }
}
