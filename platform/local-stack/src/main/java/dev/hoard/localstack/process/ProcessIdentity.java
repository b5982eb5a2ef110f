package dev.hoard.localstack.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * A process that may be gone. Its start instant, in epoch milliseconds, tells it from a stranger that was given the same
 * id later.
 */
public record ProcessIdentity(long pid, long startedAt) {

    /** The system derives start instants from its clock, which may be corrected meanwhile. */
    private static final long CLOCK_TOLERANCE_MS = 2_000;

    public static ProcessIdentity of(ProcessHandle process) {
        return new ProcessIdentity(process.pid(), startOf(process));
    }

    /** The process if it still runs. */
    public Optional<ProcessHandle> find() {
        return ProcessHandle.of(pid)
                .filter(process -> Math.abs(startOf(process) - startedAt) <= CLOCK_TOLERANCE_MS)
                .filter(ProcessIdentity::isRunning);
    }

    /** A process that ended, but whose parent has not asked how, is listed still and never goes away by being waited for. */
    static boolean isRunning(ProcessHandle process) {
        return process.isAlive() && !isZombie(process.pid());
    }

    private static boolean isZombie(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            // The state follows the program's name, which stands in parentheses and may hold any of them.
            return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            return false;
        }
    }

    private static long startOf(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }
}
