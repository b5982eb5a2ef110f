package dev.hoard.gateway.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** A small real HTTP server in a service's place. It answers what a test tells it to, by default 200 and its path. */
public final class FakeService {

    private final int port;
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final Map<String, HttpHandler> answers = new ConcurrentHashMap<>();
    private HttpServer server;

    /** A request as it arrived. Header names as the JDK's server writes them: {@code X-user-id}. */
    public record Received(String method, String uri, Map<String, List<String>> headers, byte[] body) {

        public String header(String name) {
            return String.join(",", headers.getOrDefault(name, List.of()));
        }
    }

    private FakeService(HttpServer server) {
        this.server = server;
        this.port = server.getAddress().getPort();
    }

    public static FakeService start() {
        FakeService service = new FakeService(listen(0));
        service.serve();
        return service;
    }

    public URI base() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Answers requests of exactly this path so from now on. */
    public void answer(String path, HttpHandler handler) {
        answers.put(path, handler);
    }

    /** All that arrived for a path, oldest first; readiness is not kept. */
    public List<Received> received(String path) {
        return received.stream()
                .filter(request -> URI.create(request.uri()).getPath().equals(path))
                .toList();
    }

    public List<Received> received() {
        return received;
    }

    /** The process dies: connections break, new ones are refused. */
    public void stop() {
        server.stop(0);
    }

    public void startAgain() {
        server = listen(port);
        serve();
    }

    private void serve() {
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        HttpHandler answer = answers.get(path);
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (!path.startsWith("/actuator")) {
            received.add(new Received(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    Map.copyOf(exchange.getRequestHeaders()),
                    body));
        }
        if (answer != null) {
            answer.handle(exchange);
            return;
        }
        send(exchange, 200, path);
    }

    public static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static HttpServer listen(int port) {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
