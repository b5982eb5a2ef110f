package dev.hoard.localstack.infrastructure;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.WaitResponse;
import dev.hoard.localstack.process.ChildFailed;
import dev.hoard.localstack.process.FreshLog;
import dev.hoard.localstack.process.Running;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.output.OutputFrame;

/** A server in a container, which logs where a process of its name would. */
final class Container implements Running {

    private static final int LOG_ENDS_WITHIN_S = 5;

    private final String name;
    private final Path log;
    private final GenericContainer<?> container;
    private final CompletableFuture<String> end = new CompletableFuture<>();
    private final CompletableFuture<String> logEnd = new CompletableFuture<>();
    private final CompletableFuture<String> death;

    /** Not started yet. */
    Container(String name, Path log, GenericContainer<?> container) {
        this.name = name;
        this.log = log;
        this.container = container;
        // The engine tells the end and the last lines by different ways.
        this.death = end.thenCompose(why -> logEnd.completeOnTimeout("", LOG_ENDS_WITHIN_S, TimeUnit.SECONDS)
                .thenApply(_ -> why));
    }

    /** Returns when its process runs, which is before it is of use. */
    void start() {
        try {
            FreshLog.at(log);
            container.withLogConsumer(this::write).start();
        } catch (ContainerLaunchException e) {
            throw ChildFailed.of(this, "did not start as a container (%s)".formatted(Docker.reason(e)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        container.getDockerClient().waitContainerCmd(container.getContainerId()).exec(new Watch());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Path log() {
        return log;
    }

    @Override
    public boolean isAlive() {
        return container.isRunning();
    }

    @Override
    public CompletableFuture<String> death() {
        return death;
    }

    @Override
    public void kill() {
        container.getDockerClient().killContainerCmd(container.getContainerId()).exec();
        end.join();
    }

    /** Asks it to end, ends it when the grace is over, and removes it. */
    void stop(Duration grace) {
        if (isAlive()) {
            askToEnd(container.getDockerClient(), container.getContainerId(), grace);
        }
        container.stop();
    }

    /** Returns when it has ended; when the grace is over, it is made to. */
    static void askToEnd(DockerClient client, String idOrName, Duration grace) {
        try {
            client.stopContainerCmd(idOrName)
                    .withTimeout((int) grace.toSeconds())
                    .exec();
        } catch (NotModifiedException | NotFoundException e) {
            // It had ended by itself, or is gone.
        }
    }

    private void write(OutputFrame frame) {
        if (frame.getType() == OutputFrame.OutputType.END) {
            logEnd.complete("");
            return;
        }
        try {
            Files.write(log, frame.getBytes(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Watch extends ResultCallback.Adapter<WaitResponse> {

        @Override
        public void onNext(WaitResponse response) {
            end.complete("died with exit code " + response.getStatusCode());
        }

        @Override
        public void onError(Throwable failure) {
            end.complete("is lost: Docker does not answer (%s)".formatted(failure.getMessage()));
        }
    }
}
