package dev.hoard.localstack.infrastructure;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A command that ends by itself, run to its end. */
final class Command {

    private Command() {}

    /** What became of it; the output holds standard output and error. */
    record Outcome(boolean succeeded, String output) {

        /** The end of the output, where commands put their complaint. */
        String complaint() {
            List<String> lines = output.lines().toList();
            return String.join(System.lineSeparator(), lines.subList(Math.max(0, lines.size() - 12), lines.size()));
        }
    }

    static Outcome run(Duration deadline, Map<String, String> environment, List<String> line) throws IOException {
        Path output = Files.createTempFile("hoard-command", ".log");
        try {
            var builder = new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            boolean ended = process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                process.destroyForcibly();
            }
            String text = Files.readString(output);
            return ended
                    ? new Outcome(process.exitValue() == 0, text)
                    : new Outcome(false, text + "\n(stopped after " + deadline.toSeconds() + " s)");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while running " + line.getFirst(), e);
        } finally {
            Files.deleteIfExists(output);
        }
    }

    static Optional<Path> findOnPath(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(folder -> !folder.isBlank())
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
