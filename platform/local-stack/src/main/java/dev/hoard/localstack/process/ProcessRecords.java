package dev.hoard.localstack.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One file per child, {@code <name>.pid}, holding its process id and start instant in epoch milliseconds. The start
 * instant tells the child from a stranger that was given the same id later.
 */
final class ProcessRecords {

    private static final String SUFFIX = ".pid";
    /** The system derives start instants from its clock, which may be corrected meanwhile. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(2);

    private final Path folder;

    ProcessRecords(Path folder) {
        this.folder = folder;
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void add(String name, ProcessHandle process) {
        Instant start = process.info().startInstant().orElse(Instant.EPOCH);
        try {
            Files.writeString(folder.resolve(name + SUFFIX), process.pid() + " " + start.toEpochMilli());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void remove(String name) {
        try {
            Files.deleteIfExists(folder.resolve(name + SUFFIX));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops what still runs of an earlier owner, latest first, and forgets it. */
    void reclaim(Duration grace) {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> records =
                    files.filter(file -> file.toString().endsWith(SUFFIX)).toList();
            records.stream()
                    .flatMap(file -> findRunning(file).stream())
                    .sorted(Comparator.comparing(ProcessRecords::startOf).reversed())
                    .forEach(process -> Termination.of(process, grace));
            for (Path file : records) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<ProcessHandle> findRunning(Path file) {
        try {
            String[] parts = Files.readString(file).strip().split(" ", 2);
            Instant recorded = Instant.ofEpochMilli(Long.parseLong(parts[1]));
            return ProcessHandle.of(Long.parseLong(parts[0])).filter(process -> startedAt(process, recorded));
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            // Half a record: the owner was killed while writing it.
            return Optional.empty();
        }
    }

    private static boolean startedAt(ProcessHandle process, Instant recorded) {
        return Duration.between(startOf(process), recorded).abs().compareTo(CLOCK_TOLERANCE) <= 0;
    }

    private static Instant startOf(ProcessHandle process) {
        return process.info().startInstant().orElse(Instant.EPOCH);
    }
}
