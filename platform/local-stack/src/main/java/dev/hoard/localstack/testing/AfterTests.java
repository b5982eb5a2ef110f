package dev.hoard.localstack.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The end of the JVM, but after Spring's contexts: a context that closes still talks to its servers. Shutdown hooks run
 * side by side, so ours waits for Spring Boot's, which it knows by the name of its thread.
 */
final class AfterTests {

    private static final String SPRINGS_HOOK = "SpringApplicationShutdownHook";
    /** Hooks are started one after the other, within microseconds. */
    private static final Duration HOOKS_START_WITHIN = Duration.ofMillis(100);
    /** Surefire gives a JVM thirty seconds to end. */
    private static final Duration CONTEXTS_CLOSE_WITHIN = Duration.ofSeconds(20);

    private AfterTests() {}

    static void run(Runnable end) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> runAfterSpring(end), "local-stack-end"));
    }

    private static void runAfterSpring(Runnable end) {
        try {
            Optional<Thread> spring = awaitSpringsHook();
            if (spring.isPresent()) {
                spring.get().join(CONTEXTS_CLOSE_WITHIN);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        end.run();
    }

    private static Optional<Thread> awaitSpringsHook() throws InterruptedException {
        Instant deadline = Instant.now().plus(HOOKS_START_WITHIN);
        Optional<Thread> hook = findSpringsHook();
        while (hook.isEmpty() && Instant.now().isBefore(deadline)) {
            Thread.sleep(5);
            hook = findSpringsHook();
        }
        return hook;
    }

    private static Optional<Thread> findSpringsHook() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(SPRINGS_HOOK))
                .findFirst();
    }
}
