package dev.hoard.localstack.launcher;

import dev.hoard.localstack.infrastructure.Folders;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.stream.Stream;

/**
 * A service as it is run: its Boot jar extracted to {@code target/app}, with the ahead-of-time cache of a training run,
 * which halves the time to start. Both carry the hash of the jar they were made from and are made anew for another.
 */
record App(Service service, Path jar, String jarHash, Path folder) {

    private static final String EXTRACTED = "extracted-from";
    private static final String TRAINED = "trained-from";

    static App built(Service service, Path project) {
        Path target = project.resolve(service.module).resolve("target");
        Path jar = newestJar(target);
        return new App(service, jar, hash(jar), target.resolve("app"));
    }

    Path extractedJar() {
        return folder.resolve(jar.getFileName());
    }

    Path cache() {
        return folder.resolve("app.aot");
    }

    boolean isExtracted() {
        return isMarked(EXTRACTED);
    }

    boolean isTrained() {
        return isExtracted() && isMarked(TRAINED);
    }

    void markTrained() {
        mark(TRAINED);
    }

    void extract() {
        try {
            Folders.delete(folder);
            Process tool = new ProcessBuilder(
                            Java.program(),
                            "-Djarmode=tools",
                            "-jar",
                            jar.toString(),
                            "extract",
                            "--destination",
                            folder.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (tool.waitFor() != 0) {
                throw new IllegalStateException("Cannot extract " + jar);
            }
            mark(EXTRACTED);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void mark(String name) {
        try {
            Files.writeString(folder.resolve(name), jarHash);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isMarked(String name) {
        Path mark = folder.resolve(name);
        try {
            return Files.exists(mark) && Files.readString(mark).equals(jarHash);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path newestJar(Path target) {
        if (Files.notExists(target)) {
            throw new IllegalStateException("Nothing is built in " + target);
        }
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .max(Comparator.comparingLong(file -> file.toFile().lastModified()))
                    .orElseThrow(() -> new IllegalStateException("No jar is built in " + target));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hash(Path jar) {
        try (InputStream content = Files.newInputStream(jar);
                var digest =
                        new DigestOutputStream(OutputStream.nullOutputStream(), MessageDigest.getInstance("SHA-256"))) {
            content.transferTo(digest);
            return HexFormat.of().formatHex(digest.getMessageDigest().digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
