package dev.hoard.localstack.infrastructure;

import dev.hoard.localstack.process.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The folders and ports of one stack, held by one process at a time: {@code data}, {@code logs}, {@code config},
 * {@code keys} and {@code run}, the records of its processes.
 */
public final class Workspace implements AutoCloseable {

    private static final String TEMPORARY_PREFIX = "hoard-stack-";

    /**
     * What this process holds. Its lock files must not be opened again: POSIX gives up a process's locks on a file as soon
     * as the process closes any of its handles to it.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path root;
    private final boolean lasting;
    private final FileChannel lockFile;
    private final Map<String, Integer> ports = new ConcurrentHashMap<>();

    private Workspace(Path root, boolean lasting, FileChannel lockFile) {
        this.root = root;
        this.lasting = lasting;
        this.lockFile = lockFile;
    }

    /** A folder that stays: data survives a stop and the usual ports are preferred. Empty if another process holds it. */
    public static Optional<Workspace> findLasting(Path root) {
        return findLock(root).map(lock -> new Workspace(root.toAbsolutePath(), true, lock));
    }

    /** A folder of its own, deleted on close, any ports. Removes what killed processes left of theirs. */
    public static Workspace temporary() {
        return Cache.locked(() -> {
            Path home = Path.of(System.getProperty("java.io.tmpdir"));
            removeAbandoned(home);
            Path root = Files.createTempDirectory(home, TEMPORARY_PREFIX);
            return new Workspace(root, false, findLock(root).orElseThrow());
        });
    }

    public boolean isLasting() {
        return lasting;
    }

    public Path root() {
        return root;
    }

    Path data() {
        return root.resolve("data");
    }

    public Path data(String name) {
        return folder("data/" + name);
    }

    public Path config() {
        return folder("config");
    }

    public Path keys() {
        return folder("keys");
    }

    /** The records of the processes that run here. */
    public Path run() {
        return folder("run");
    }

    public Path log(String name) {
        return folder("logs").resolve(name + ".log");
    }

    /** The port of a server: chosen once, so that a server that is started again is found where it was. */
    public int port(String name, int preferred) {
        return ports.computeIfAbsent(name, _ -> lasting ? FreePort.preferring(preferred) : FreePort.any());
    }

    /** Lets the next {@link #port} choose again. */
    void forgetPort(String name) {
        ports.remove(name);
    }

    @Override
    public void close() {
        try {
            if (!lasting) {
                Folders.delete(root);
            }
            release(root, lockFile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path folder(String name) {
        try {
            return Files.createDirectories(root.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lock goes with the process that holds it, however it ends. */
    private static Optional<FileChannel> findLock(Path root) {
        Path held = root.toAbsolutePath().normalize();
        if (!HELD.add(held)) {
            return Optional.empty();
        }
        boolean locked = false;
        try {
            Path run = Files.createDirectories(held.resolve("run"));
            FileChannel file =
                    FileChannel.open(run.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            locked = file.tryLock() != null;
            if (!locked) {
                file.close();
                return Optional.empty();
            }
            return Optional.of(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot use the folder " + root, e);
        } finally {
            if (!locked) {
                HELD.remove(held);
            }
        }
    }

    private static void release(Path root, FileChannel lock) throws IOException {
        lock.close();
        HELD.remove(root.toAbsolutePath().normalize());
    }

    private static void removeAbandoned(Path home) throws IOException {
        try (Stream<Path> folders = Files.list(home)) {
            for (Path folder : folders.filter(Workspace::isTemporary).toList()) {
                Optional<FileChannel> lock = findLock(folder);
                if (lock.isPresent()) {
                    Infrastructure.reclaim(folder.resolve("run"));
                    Folders.delete(folder);
                    release(folder, lock.get());
                }
            }
        }
    }

    private static boolean isTemporary(Path folder) {
        return folder.getFileName().toString().startsWith(TEMPORARY_PREFIX) && Files.isWritable(folder);
    }
}
