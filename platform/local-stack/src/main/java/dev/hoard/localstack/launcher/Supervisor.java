package dev.hoard.localstack.launcher;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.hoard.localstack.infrastructure.Keys;
import dev.hoard.localstack.infrastructure.Workspace;
import dev.hoard.localstack.launcher.StackState.Server;
import dev.hoard.localstack.process.ProcessIdentity;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * The process that owns the stack. While it runs it holds the workspace and takes one order, {@code POST /up}, answered
 * with lines of progress as they come and {@value #DONE} or {@value #FAILED} as the last.
 */
final class Supervisor implements AutoCloseable {

    static final String DONE = "done";
    static final String FAILED = "failed";
    static final String TOKEN_HEADER = "X-Hoard-Token";

    private final Workspace workspace;
    private final String token = HexFormat.of().formatHex(Keys.randomBytes(16));
    private final HttpServer control;
    private final Progress progress = new Progress();
    private final Stack stack;

    Supervisor(Path project, Workspace workspace) {
        this.workspace = workspace;
        progress.addListener(System.out::println);
        this.stack = new Stack(project, workspace, progress, this::publish);
        try {
            this.control = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        control.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        control.createContext("/up", this::answerUp);
    }

    /** From here on other commands find it. */
    void open() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "stop-all"));
        control.start();
        publish(List.of());
    }

    void bringUp() {
        stack.bringUp();
        progress.say(stack.welcome());
    }

    /** Stops all and lets go of the workspace. */
    @Override
    public void close() {
        progress.say("Stopping");
        stack.close();
        control.stop(0);
        try {
            Files.deleteIfExists(StackState.fileIn(workspace.root()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        workspace.close();
        progress.say("Stopped");
    }

    private synchronized void publish(List<Server> servers) {
        String address = "http://127.0.0.1:" + control.getAddress().getPort();
        new StackState(ProcessIdentity.of(ProcessHandle.current()), address, token, servers).write(workspace.root());
    }

    private void answerUp(HttpExchange exchange) throws IOException {
        if (!token.equals(exchange.getRequestHeaders().getFirst(TOKEN_HEADER))) {
            exchange.sendResponseHeaders(403, -1);
            exchange.close();
            return;
        }
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream body = exchange.getResponseBody();
                PrintStream lines = new PrintStream(body, true, StandardCharsets.UTF_8)) {
            Consumer<String> listener = lines::println;
            progress.addListener(listener);
            try {
                bringUp();
                lines.println(DONE);
            } catch (RuntimeException e) {
                lines.println(e.getMessage());
                lines.println(FAILED);
            } finally {
                progress.removeListener(listener);
            }
        }
    }
}
