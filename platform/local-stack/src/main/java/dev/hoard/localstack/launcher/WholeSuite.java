package dev.hoard.localstack.launcher;

import dev.hoard.localstack.infrastructure.Workspace;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * Infrastructure and services in a folder of their own, for tests that want to see the packaged product run, and parts of
 * it die. Nothing of it outlives the process that holds it.
 */
public final class WholeSuite implements AutoCloseable {

    private final Workspace workspace;
    private final Stack stack;

    private WholeSuite(Workspace workspace, Stack stack) {
        this.workspace = workspace;
        this.stack = stack;
    }

    /**
     * Nothing runs yet.
     *
     * @param project the folder whose modules are packaged
     * @param progress hears what is started, and of each death
     */
    public static WholeSuite inTemporaryFolder(Path project, Consumer<String> progress) {
        Workspace workspace = Workspace.temporary();
        var lines = new Progress();
        lines.addListener(progress);
        return new WholeSuite(
                workspace, new Stack(project.toAbsolutePath().normalize(), workspace, lines, servers -> {}));
    }

    /** Starts what does not run; returns when all is ready. */
    public void bringUp() {
        stack.bringUp();
    }

    public URI gateway() {
        return URI.create(stack.gatewayUrl());
    }

    public String administratorEmail() {
        return stack.administrator().email();
    }

    public String administratorPassword() {
        return stack.administrator().password();
    }

    /** The names that {@link #kill} knows, in the order of the services' start. */
    public static List<String> services() {
        return List.of(Service.values()).stream().map(service -> service.title).toList();
    }

    /** {@code kill -9}; returns when the process is gone. */
    public void kill(String service) {
        stack.kill(service);
    }

    /** Where MongoDB is; each service has a database of its own there. */
    public String mongo() {
        return stack.mongo();
    }

    /** A service's internal port, which knows the service key only. */
    public URI internal(String service) {
        return URI.create(stack.internalUrl(service));
    }

    /** What the services sign the tokens with that they show each other, in base64. */
    public String serviceKey() {
        return stack.serviceKey();
    }

    /** Where a service writes what it does. */
    public Path log(String service) {
        return workspace.log(service);
    }

    @Override
    public void close() {
        stack.close();
        workspace.close();
    }
}
