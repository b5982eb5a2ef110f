package dev.hoard.localstack.infrastructure;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.utility.DockerImageName;

/** The Docker engine of this machine, if there is one that answers; a client without an engine is none. */
final class Docker {

    private static final int ANSWERS_WITHIN_S = 20;
    private static final int PULL_WITHIN_MINUTES = 10;

    private final Consumer<String> progress;
    private final boolean answers;
    private boolean pulls = true;

    Docker(Consumer<String> progress) {
        this.progress = progress;
        Optional<String> obstacle = isExpected() ? findObstacle() : Optional.empty();
        obstacle.ifPresent(reason ->
                progress.accept("Docker is here but of no use (%s); HOARD_DOCKER=off skips it.".formatted(reason)));
        this.answers = isExpected() && obstacle.isEmpty();
    }

    Optional<DockerClient> findClient() {
        return answers ? Optional.of(DockerClientFactory.instance().client()) : Optional.empty();
    }

    /** Whether a container of this image can be started; pulls the image if it must. */
    synchronized boolean has(String image) {
        if (!answers) {
            return false;
        }
        try {
            DockerClient client = DockerClientFactory.instance().client();
            return isPresent(client, image) || pulled(client, image);
        } catch (RuntimeException e) {
            progress.accept("Docker answers but cannot be used (%s)".formatted(e.getMessage()));
            return false;
        }
    }

    private static boolean isPresent(DockerClient client, String image) {
        try {
            client.inspectImageCmd(image).exec();
            return true;
        } catch (NotFoundException e) {
            return false;
        }
    }

    /** One failed pull is enough: the registry will not be nearer for the next image. */
    private boolean pulled(DockerClient client, String image) {
        if (!pulls) {
            return false;
        }
        progress.accept("Pulling the image " + image);
        var name = DockerImageName.parse(image);
        try {
            pulls = client.pullImageCmd(name.getUnversionedPart())
                    .withTag(name.getVersionPart())
                    .start()
                    .awaitCompletion(PULL_WITHIN_MINUTES, TimeUnit.MINUTES);
        } catch (RuntimeException e) {
            progress.accept("No image can be pulled (%s)".formatted(e.getMessage()));
            pulls = false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return pulls;
    }

    private static boolean isExpected() {
        if ("off".equals(System.getenv("HOARD_DOCKER"))) {
            return false;
        }
        return System.getenv("DOCKER_HOST") != null
                || Stream.of(
                                Path.of("/var/run/docker.sock"),
                                Path.of(System.getProperty("user.home"), ".docker", "run", "docker.sock"),
                                Path.of(System.getenv().getOrDefault("XDG_RUNTIME_DIR", "/run"), "docker.sock"))
                        .anyMatch(Files::exists);
    }

    /** Asked from another thread, because an engine that is stuck, or has no way to its registry, takes minutes. */
    private static Optional<String> findObstacle() {
        try {
            boolean available = CompletableFuture.supplyAsync(DockerClientFactory.instance()::isDockerAvailable)
                    .get(ANSWERS_WITHIN_S, TimeUnit.SECONDS);
            return available ? Optional.empty() : Optional.of("no engine answers");
        } catch (TimeoutException e) {
            return Optional.of("no answer within %d s".formatted(ANSWERS_WITHIN_S));
        } catch (ExecutionException e) {
            // For example that Testcontainers' own image can neither be pulled nor started.
            return Optional.of(reason(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }

    /** What Docker said, below what Testcontainers says about it. */
    static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage()).strip();
    }
}
