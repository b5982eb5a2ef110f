package dev.hoard.localstack.process;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The end of a process: asked first, then forced. */
final class Termination {

    private static final Duration KILL_TAKES_AT_MOST = Duration.ofSeconds(10);

    private Termination() {}

    static void of(ProcessHandle process, Duration grace) {
        if (grace.isPositive() && process.destroy() && isGoneWithin(process, grace)) {
            return;
        }
        process.destroyForcibly();
        isGoneWithin(process, KILL_TAKES_AT_MOST);
    }

    private static boolean isGoneWithin(ProcessHandle process, Duration time) {
        try {
            process.onExit().get(time.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
