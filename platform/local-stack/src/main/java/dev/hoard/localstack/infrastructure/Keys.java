package dev.hoard.localstack.infrastructure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Development keys: made at the first start, kept in files only their owner can read. */
public final class Keys {

    private static final SecureRandom RANDOM = new SecureRandom();

    private Keys() {}

    /** The content of a key file, made first if it is not there. */
    public static String keptIn(Path file, Supplier<String> made) {
        try {
            if (Files.exists(file)) {
                return Files.readString(file).strip();
            }
            String key = made.get();
            writeForOwnerOnly(file, key);
            return key;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static byte[] randomBytes(int count) {
        byte[] bytes = new byte[count];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    /** Unguessable numbers from zero to below the bound. */
    public static IntStream randomIndexes(int count, int bound) {
        return RANDOM.ints(count, 0, bound);
    }

    /** The file never exists with wider permissions, not for a moment. */
    public static void writeForOwnerOnly(Path file, String content) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, content, StandardOpenOption.WRITE);
    }
}
