package dev.hoard.localstack.launcher;

import dev.hoard.localstack.infrastructure.Keys;
import dev.hoard.localstack.process.Child;
import dev.hoard.localstack.process.ProcessIdentity;
import dev.hoard.localstack.process.Running;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What runs, as {@code .local/state.json} tells it to other commands and to people.
 *
 * @param supervisor the process that owns all others
 * @param control where the supervisor takes orders
 * @param token which an order must carry; the reason why only the owner can read the file
 */
record StackState(ProcessIdentity supervisor, String control, String token, List<Server> servers) {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /**
     * A server of the infrastructure or a service.
     *
     * @param where configured, native or a container
     * @param process absent where it is not a process of ours
     * @param dead whether the supervisor saw it die
     */
    record Server(
            String name,
            String where,
            String url,
            @Nullable String internalUrl,
            @Nullable ProcessIdentity process,
            @Nullable String log,
            boolean dead) {

        static Server of(
                String name, String where, @Nullable Running running, String url, @Nullable String internalUrl) {
            return new Server(
                    name,
                    where,
                    url,
                    internalUrl,
                    running instanceof Child child ? identity(child) : null,
                    running == null ? null : running.log().toString(),
                    false);
        }

        Server thatDied() {
            return new Server(name, where, url, internalUrl, process, log, true);
        }

        private static @Nullable ProcessIdentity identity(Child child) {
            return ProcessHandle.of(child.pid()).map(ProcessIdentity::of).orElse(null);
        }
    }

    static Path fileIn(Path root) {
        return root.resolve("state.json");
    }

    static Optional<StackState> find(Path root) {
        Path file = fileIn(root);
        try {
            return Files.exists(file)
                    ? Optional.of(JSON.readValue(Files.readString(file), StackState.class))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    /** Replaces the file in one step, so that no reader sees half of it. */
    void write(Path root) {
        try {
            Path next = root.resolve("state.json.next");
            Keys.writeForOwnerOnly(next, JSON.writeValueAsString(this) + System.lineSeparator());
            Files.move(next, fileIn(root), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
