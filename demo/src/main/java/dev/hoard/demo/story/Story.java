package dev.hoard.demo.story;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;

/**
 * A run, told step by step. A step that fails ends the story: what follows it would only fail from it.
 *
 * <pre>
 *  1  A game master registers
 *       premium: cloudSync, automatedBackups
 *       ok, 412 ms
 * </pre>
 */
public final class Story {

    private static final String INDENT = "      ";
    private static final Duration QUIET = Duration.ofSeconds(3);

    private final PrintStream out;
    private final long started = System.nanoTime();
    private int steps;
    private long lastLine;

    public Story(PrintStream out) {
        this.out = out;
    }

    /** @throws StepFailed with whatever the step threw */
    public <T> T step(String title, Callable<T> body) {
        steps++;
        out.printf("%n%3d   %s%n", steps, title);
        long begin = System.nanoTime();
        lastLine = begin;
        Thread pulse = Thread.ofVirtual().start(() -> showLife(begin));
        try {
            T result = body.call();
            line("ok, " + text(since(begin)));
            return result;
        } catch (Exception e) {
            line("FAILED after " + text(since(begin)));
            String.valueOf(e.getMessage()).lines().forEach(this::line);
            throw new StepFailed(title, e);
        } finally {
            pulse.interrupt();
        }
    }

    public void step(String title, Part body) {
        step(title, () -> {
            body.run();
            return true;
        });
    }

    /** A line that belongs to no step. */
    public synchronized void say(String text) {
        out.println();
        out.println(text);
        out.flush();
    }

    /** A finding or a progress within the step that runs. */
    public synchronized void line(String text) {
        lastLine = System.nanoTime();
        out.println(INDENT + text);
        out.flush();
    }

    public Duration elapsed() {
        return since(started);
    }

    public int steps() {
        return steps;
    }

    private void showLife(long begin) {
        try {
            while (true) {
                Thread.sleep(QUIET);
                sayIfQuiet(begin);
            }
        } catch (InterruptedException e) {
            // The step is over.
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void sayIfQuiet(long begin) {
        if (since(lastLine).compareTo(QUIET) >= 0) {
            line("... " + text(since(begin)));
        }
    }

    private static Duration since(long instant) {
        return Duration.ofNanos(System.nanoTime() - instant);
    }

    /** {@code 412 ms}, {@code 1.84 s}. */
    public static String text(Duration duration) {
        return duration.toMillis() < 1000
                ? duration.toMillis() + " ms"
                : String.format(Locale.ROOT, "%.2f s", duration.toMillis() / 1000.0);
    }

    /** What a step without a result does. */
    @FunctionalInterface
    public interface Part {
        void run() throws Exception;
    }
}
