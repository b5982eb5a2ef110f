package dev.hoard.localstack.process;

import java.time.Duration;
import java.time.Instant;

/** The end of a process: asked first, then forced. */
final class Termination {

    private static final Duration KILL_TAKES_AT_MOST = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(20);

    private Termination() {}

    /** Returns when it is gone. */
    static void of(ProcessHandle process, Duration grace) {
        if (grace.isPositive() && process.destroy() && isGoneWithin(process, grace)) {
            return;
        }
        process.destroyForcibly();
        isGoneWithin(process, KILL_TAKES_AT_MOST);
    }

    private static boolean isGoneWithin(ProcessHandle process, Duration time) {
        Instant deadline = Instant.now().plus(time);
        while (ProcessIdentity.isRunning(process)) {
            if (Instant.now().isAfter(deadline)) {
                return false;
            }
            try {
                Thread.sleep(POLL);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }
}
