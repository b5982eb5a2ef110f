package dev.hoard.localstack.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One file per child, {@code <name>.pid}, holding its process id and its start instant. */
final class ProcessRecords {

    private static final String SUFFIX = ".pid";

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
        var identity = ProcessIdentity.of(process);
        try {
            Files.writeString(folder.resolve(name + SUFFIX), identity.pid() + " " + identity.startedAt());
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
                    .flatMap(file -> read(file).stream())
                    .sorted(Comparator.comparingLong(ProcessIdentity::startedAt).reversed())
                    .flatMap(identity -> identity.find().stream())
                    .forEach(process -> Termination.of(process, grace));
            for (Path file : records) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<ProcessIdentity> read(Path file) {
        try {
            String[] parts = Files.readString(file).strip().split(" ", 2);
            return Optional.of(new ProcessIdentity(Long.parseLong(parts[0]), Long.parseLong(parts[1])));
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            // Half a record: the owner was killed while writing it.
            return Optional.empty();
        }
    }
}
