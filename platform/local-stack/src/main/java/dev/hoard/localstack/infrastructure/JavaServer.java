package dev.hoard.localstack.infrastructure;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The jars of a server that is written in Java, fetched by Maven from the pom under {@code servers/} into the cache. They
 * stay off our own class path, where their libraries would meet ours in other versions.
 */
final class JavaServer {

    private static final Duration FETCH_DEADLINE = Duration.ofMinutes(15);

    private final Path jars;

    private JavaServer(Path jars) {
        this.jars = jars;
    }

    static JavaServer fetched(String name, Consumer<String> progress) {
        String pom = resource(name + ".xml");
        // Another pom is another entry: a raised version is fetched anew.
        return new JavaServer(
                Cache.folder(name + "-" + fingerprint(pom), folder -> fetch(name, pom, folder, progress)));
    }

    /** The command line of one of its main classes. */
    List<String> command(List<String> flags, String mainClass, String... arguments) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(flags);
        line.addAll(List.of("-cp", jars.resolve("*").toString(), mainClass));
        line.addAll(List.of(arguments));
        return line;
    }

    static String resource(String name) {
        try (InputStream content = JavaServer.class.getResourceAsStream("/servers/" + name)) {
            if (content == null) {
                throw new IllegalStateException("No resource servers/" + name);
            }
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void fetch(String name, String pom, Path folder, Consumer<String> progress) throws IOException {
        progress.accept("Fetching the " + name + " server with Maven, once per machine");
        Path pomFile = Files.createTempFile("hoard-" + name, ".xml");
        try {
            Files.writeString(pomFile, pom);
            List<String> line = new ArrayList<>(List.of(maven(), "-B", "-q", "-f", pomFile.toString()));
            String repository = System.getProperty("maven.repo.local", System.getProperty("localRepository", ""));
            if (!repository.isBlank()) {
                line.add("-Dmaven.repo.local=" + repository);
            }
            line.addAll(
                    List.of("dependency:copy-dependencies", "-DincludeScope=runtime", "-DoutputDirectory=" + folder));
            Command.Outcome outcome =
                    Command.run(FETCH_DEADLINE, Map.of("JAVA_HOME", System.getProperty("java.home")), line);
            if (!outcome.succeeded()) {
                throw new InfrastructureMissing(
                        "Maven could not fetch the " + name + " server:\n" + outcome.complaint());
            }
        } finally {
            Files.deleteIfExists(pomFile);
        }
    }

    private static String maven() {
        String home = System.getenv("MAVEN_HOME");
        if (home != null && Files.isExecutable(Path.of(home, "bin", "mvn"))) {
            return Path.of(home, "bin", "mvn").toString();
        }
        return Command.findOnPath("mvn")
                .map(Path::toString)
                .orElseThrow(
                        () -> new InfrastructureMissing("Maven is needed to fetch the servers: put mvn on the PATH"));
    }

    private static String fingerprint(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
