package dev.hoard.demo.client;

import java.time.Duration;
import java.util.function.Supplier;

/** How long to go on asking, and the pause between two questions, which grows. */
public record Patience(Duration total) {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    public static Patience of(Duration total) {
        return new Patience(total);
    }

    /**
     * Sends again while no answer comes or the answer asks for it. Only for what may be sent twice.
     *
     * @return the first other answer, or the last one when the time is over
     */
    Answer until(Supplier<Answer> attempt) {
        long end = System.nanoTime() + total.toNanos();
        Duration pause = FIRST_PAUSE;
        while (true) {
            boolean last = System.nanoTime() > end;
            try {
                Answer answer = attempt.get();
                if (last || !answer.asksToTryAgain()) {
                    return answer;
                }
            } catch (Unreachable e) {
                if (last) {
                    throw e;
                }
            }
            pause(pause);
            pause = longer(pause);
        }
    }

    static Duration longer(Duration pause) {
        Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }

    /** Waits; for a poll that has nothing better to wait for. */
    public static void pause(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting", e);
        }
    }
}
