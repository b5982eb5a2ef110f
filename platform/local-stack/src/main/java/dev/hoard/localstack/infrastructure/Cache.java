package dev.hoard.localstack.infrastructure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Programs fetched once per machine, in {@code ${XDG_CACHE_HOME:-~/.cache}/hoard}, outside of every build folder. An
 * entry is there whole or not at all, and processes that need it at the same time fetch it once.
 */
final class Cache {

    private static final ReentrantLock WITHIN_PROCESS = new ReentrantLock();

    private Cache() {}

    /** Puts the content of an entry into an empty folder. */
    @FunctionalInterface
    interface Filler {
        void fill(Path folder) throws IOException;
    }

    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException;
    }

    /** The folder of an entry, filled first if it is not there. */
    static Path folder(String name, Filler filler) {
        Path entry = root().resolve(name);
        if (Files.isDirectory(entry)) {
            return entry;
        }
        return locked(() -> {
            if (!Files.isDirectory(entry)) {
                Path unfinished = Files.createTempDirectory(root(), name + "-unfinished-");
                try {
                    filler.fill(unfinished);
                    Files.move(unfinished, entry, StandardCopyOption.ATOMIC_MOVE);
                } finally {
                    Folders.delete(unfinished);
                }
            }
            return entry;
        });
    }

    /** Runs while no other process of this user does. */
    static <T> T locked(Work<T> work) {
        WITHIN_PROCESS.lock();
        try (FileChannel file = openLock();
                FileLock _ = file.lock()) {
            return work.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            WITHIN_PROCESS.unlock();
        }
    }

    private static FileChannel openLock() throws IOException {
        Files.createDirectories(root());
        return FileChannel.open(root().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private static Path root() {
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path caches = xdg == null || xdg.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg);
        return caches.resolve("hoard");
    }
}
