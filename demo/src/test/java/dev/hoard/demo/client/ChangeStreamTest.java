package dev.hoard.demo.client;

import static dev.hoard.demo.client.FeedPages.page;
import static dev.hoard.demo.client.FeedPages.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** A device against a server that plays back what a test wrote for it, one connection after the other. */
class ChangeStreamTest {

    private static final String EXPIRED = "410";
    private static final Duration SOON = Duration.ofSeconds(10);

    private final List<String> scripts = new CopyOnWriteArrayList<>();
    private final List<Optional<String>> lastEventIds = new CopyOnWriteArrayList<>();
    private final List<String> tokens = new CopyOnWriteArrayList<>();
    private final AtomicInteger logins = new AtomicInteger();
    private HttpServer server;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/api/v1/auth", this::login);
        server.createContext("/api/v1/sync/stream", this::stream);
        server.createContext("/api/v1/sync/changes", this::changes);
        server.start();
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    @Test
    void sync11_aBrokenConnectionIsResumedByTheLastEventsId() {
        scripts.add(changes(page(0, 1, upsert(1, "a", "x"))));
        scripts.add(changes(page(1, 2, upsert(2, "b", "y"))));

        try (Device device = device()) {
            device.follow();
            device.replica().await("both", SOON, replica -> replica.position() == 2);
        }

        assertThat(lastEventIds.subList(0, 2)).containsExactly(Optional.empty(), Optional.of("cursor-1"));
    }

    @Test
    void sync11_aDroppedFrameMakesItReopenFromWhereItStands() {
        scripts.add(changes(page(0, 1, upsert(1, "a", "x"))) + changes(page(2, 3, upsert(3, "c", "z"))));
        scripts.add(changes(page(1, 3, upsert(2, "b", "y"), upsert(3, "c", "z"))));

        try (Device device = device()) {
            device.follow();
            device.replica()
                    .await("all three", SOON, replica -> replica.content().size() == 3);
        }

        assertThat(lastEventIds.get(1)).contains("cursor-1");
    }

    @Test
    void sync11_reauthRenewsTheTokenAndReopens() {
        scripts.add("event: reauth\ndata: {}\n\n");
        scripts.add(changes(page(0, 1, upsert(1, "a", "x"))));

        try (Device device = device()) {
            device.follow();
            device.replica().await("the change", SOON, replica -> replica.position() == 1);
        }

        assertThat(tokens.subList(0, 2)).containsExactly("Bearer token-1", "Bearer token-2");
    }

    @Test
    void sync11_resyncReadsTheFeedBeforeItReopens() {
        scripts.add("event: resync\ndata: {}\n\n");

        try (Device device = device()) {
            device.follow();
            device.replica().await("the page", SOON, replica -> replica.position() == 9);
        }
    }

    @Test
    void sync10_anExpiredCursorMakesItReadFromNothing() {
        scripts.add(changes(page(0, 12, upsert(12, "gone", "x"))));
        scripts.add(EXPIRED);

        try (Device device = device()) {
            device.follow();
            device.replica().await("the page", SOON, replica -> replica.position() == 9);

            assertThat(device.replica().content().size()).isOne();
        }
    }

    private Device device() {
        var api = new HoardApi(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
        return Device.login(api, new Credentials("a@b.example", "secret"), "phone", Patience.of(SOON));
    }

    private void login(HttpExchange exchange) throws IOException {
        ObjectNode tokens = Json.object()
                .put("accessToken", "token-" + logins.incrementAndGet())
                .put("refreshToken", "refresh");
        tokens.putObject("user").put("id", "account");
        answer(exchange, Json.write(tokens));
    }

    private void changes(HttpExchange exchange) throws IOException {
        if (String.valueOf(exchange.getRequestURI().getQuery()).contains("since=cursor-12")) {
            refuse(exchange);
            return;
        }
        answer(exchange, Json.write(page(0, 9, upsert(9, "a", "x"))));
    }

    private void stream(HttpExchange exchange) throws IOException {
        lastEventIds.add(Optional.ofNullable(exchange.getRequestHeaders().getFirst("Last-Event-ID")));
        tokens.add(exchange.getRequestHeaders().getFirst("Authorization"));
        String script = scripts.isEmpty() ? "" : scripts.removeFirst();
        if (script.equals(EXPIRED)) {
            refuse(exchange);
            return;
        }
        answer(exchange, script.getBytes(StandardCharsets.UTF_8));
    }

    private static void refuse(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        exchange.sendResponseHeaders(410, -1);
        exchange.close();
    }

    private static void answer(HttpExchange exchange, byte[] body) throws IOException {
        exchange.getRequestBody().readAllBytes();
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static String changes(ObjectNode page) {
        return "id: %s\nevent: changes\ndata: %s\n\n"
                .formatted(page.get("cursor").asString(), page);
    }
}
