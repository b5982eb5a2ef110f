package dev.hoard.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import dev.hoard.gateway.testing.Browser;
import dev.hoard.gateway.testing.FakeService;
import dev.hoard.gateway.testing.FakeServices;
import dev.hoard.gateway.testing.GatewayTest;
import dev.hoard.platform.client.ServiceName;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What reaches a service and what comes back, over real HTTP. */
@GatewayTest
class RoutingTest {

    private static final int SMALL = 1024;

    @LocalServerPort
    private int port;

    @Autowired
    private FakeServices services;

    private Browser browser;
    private Browser.Login login;

    @BeforeEach
    void logIn() {
        browser = new Browser(port);
        login = browser.newcomer();
    }

    @ParameterizedTest
    @CsvSource({
        "CAMPAIGN, /api/v1/sync/push",
        "CAMPAIGN, /api/v1/sync/conflicts/7/resolve",
        "CAMPAIGN, /api/v1/parties",
        "CAMPAIGN, /api/v1/encounters/42",
        "CAMPAIGN, /api/v1/creatures/42",
        "CAMPAIGN, /api/v1/preferences",
        "CAMPAIGN, /api/v1/assets/42",
        "SYNC, /api/v1/sync/changes",
        "SYNC, /api/v1/sync/stream",
        "SYNC, /api/v1/sync/digest",
        "BACKUP, /api/v1/backups",
        "BACKUP, /api/v1/backups/42/content",
        "BACKUP, /api/v1/backups/42/restore",
        "BACKUP, /api/v1/restores/42/undo",
        "EXPORT, /api/v1/exports/42",
        "EXPORT, /api/v1/exports/42/content",
        "EXPORT, /api/v1/imports/42/undo"
    })
    void eachPathReachesItsService(ServiceName service, String path) {
        Browser.Answer answer = browser.get(path + "?limit=5&name=a%20b", login.accessToken());

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(services.get(service).received(path).getLast().uri()).isEqualTo(path + "?limit=5&name=a%20b");
    }

    @Test
    void auth10_claimsAboutIdentityNeverReachAService() {
        browser.send(authorised("/api/v1/parties/forged")
                .header("X-User-Id", "somebody-else")
                .header("X-USER-ROLES", "ADMIN")
                .header("X-Account-Id", "somebody-else")
                .header("X-Forwarded-User", "somebody-else")
                .header("X-Forwarded-For", "10.0.0.1")
                .header("Forwarded", "for=10.0.0.1")
                .header("X-Real-IP", "10.0.0.1")
                .header("Remote-User", "somebody-else")
                .header("X-Original-URL", "/internal/accounts")
                .header("X-HTTP-Method-Override", "DELETE")
                .header("Cookie", "session=stolen")
                .header("X-Kept", "harmless")
                .GET());

        FakeService.Received request =
                services.campaign().received("/api/v1/parties/forged").getLast();
        assertThat(request.headers().keySet())
                .contains("Authorization", "X-kept")
                .noneMatch(name -> name.toLowerCase(Locale.ROOT)
                        .matches("x-user.*|x-account.*|x-forwarded.*|forwarded|x-real-ip|remote-user|x-original.*"
                                + "|x-http-method-override|cookie"));
    }

    @Test
    void aRequestKeepsItsTraceAndItsId() {
        String trace = "0af7651916cd43dd8448eb211c80319c";

        Browser.Answer answer = browser.send(authorised("/api/v1/parties/traced")
                .header("traceparent", "00-" + trace + "-b7ad6b7169203331-01")
                .header("X-Request-Id", "my-request-7")
                .GET());

        FakeService.Received request =
                services.campaign().received("/api/v1/parties/traced").getLast();
        assertThat(request.header("Traceparent")).contains(trace);
        assertThat(request.header("X-request-id")).isEqualTo("my-request-7");
        assertThat(answer.header("X-Request-Id")).isEqualTo("my-request-7");
    }

    @Test
    void aServicesProblemComesBackUntouched() {
        services.campaign().answer("/api/v1/parties/gone", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/problem+json");
            exchange.getResponseHeaders().set("ETag", "\"7\"");
            FakeService.send(exchange, 412, "{\"status\":412}");
        });

        Browser.Answer answer = browser.get("/api/v1/parties/gone", login.accessToken());

        assertThat(answer.status()).isEqualTo(412);
        assertThat(answer.body()).isEqualTo("{\"status\":412}");
        assertThat(answer.header("ETag")).isEqualTo("\"7\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/internal/accounts",
                "/internal/revocations?since=2026-01-01T00:00:00Z",
                "/internal",
                "/%69nternal/accounts",
                "/actuator",
                "/actuator/prometheus",
                "/actuator/health",
                "/actuator/health/readiness/mongo",
                "/nothing",
                "/api"
            })
    void auth10_whatIsInternalIsNotThere(String path) {
        Browser.Answer answer = browser.get(path, login.accessToken());

        assertThat(answer.status()).as(answer.body()).isEqualTo(404);
        assertThat(answer.problem()).isEqualTo("not-found");
        assertThat(answer.json().path("instance").asString()).isNotEmpty();
        assertThat(answer.json().path("traceId").asString()).hasSize(32);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//internal/accounts",
                "/api/v1/parties/../../../internal/accounts",
                "/api/v1/parties/%2e%2e/%2e%2e/%2e%2e/internal/accounts",
                "/api/v1/parties/..;/internal",
                "/api/v1/parties;x=1",
                "/api/v1/parties%3bx=1",
                "/api/v1/parties/%2finternal",
                "/api/v1/parties%2f42",
                "/api/v1/parties/%5c..%5cinternal",
                "/api/v1/parties/%00",
                "/api/v1//parties"
            })
    void ambiguousPathsAreRefused(String path) throws IOException {
        int before = services.campaign().received().size();

        String answer =
                raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer "
                        + login.accessToken() + "\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 400").contains("application/problem+json");
        assertThat(services.campaign().received()).hasSize(before);
    }

    @Test
    void err3_aBodyAnnouncedTooLargeIsRefusedUnread() {
        Browser.Answer answer = browser.send(authorised("/api/v1/parties/large")
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[SMALL * SMALL + 1])));

        assertThat(answer.status()).as(answer.body()).isEqualTo(413);
        assertThat(answer.problem()).isEqualTo("too-large");
        assertThat(services.campaign().received("/api/v1/parties/large")).isEmpty();
    }

    @Test
    void err3_aBodyThatGrowsTooLargeIsCutOff() throws IOException {
        String head = "POST /api/v1/parties/growing HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
                + "Authorization: Bearer " + login.accessToken() + "\r\n\r\n";

        String answer = send(head, out -> {
            byte[] chunk = ("10000\r\n" + "x".repeat(65536) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 17; i++) {
                out.write(chunk);
            }
        });

        assertThat(answer).startsWith("HTTP/1.1 413").contains("urn:hoard:problem:too-large");
        assertThat(services.campaign().received("/api/v1/parties/growing")).isEmpty();
    }

    @Test
    void aLargeBodyWithinTheLimitPassesWhole() {
        byte[] body = new byte[4 * SMALL * SMALL];
        Arrays.fill(body, (byte) 'x');

        Browser.Answer known =
                browser.send(authorised("/api/v1/sync/push").POST(HttpRequest.BodyPublishers.ofByteArray(body)));
        Browser.Answer chunked = browser.send(authorised("/api/v1/sync/push")
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))));

        assertThat(known.status()).isEqualTo(200);
        assertThat(chunked.status()).isEqualTo(200);
        assertThat(services.campaign().received("/api/v1/sync/push").getLast().body())
                .isEqualTo(body);
    }

    @Test
    void sync14_encodedBodiesPassAsTheyAreInBothDirections() {
        byte[] sent = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 7};
        byte[] answered = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 8};
        services.campaign().answer("/api/v1/parties/encoded", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.getResponseHeaders()
                    .set("Content-Encoding", exchange.getRequestHeaders().getFirst("Accept-Encoding"));
            exchange.getResponseHeaders().set("Vary", "Accept-Encoding");
            exchange.getResponseHeaders()
                    .set("Got", exchange.getRequestHeaders().getFirst("Content-Encoding"));
            exchange.sendResponseHeaders(200, answered.length);
            exchange.getResponseBody().write(answered);
            exchange.close();
        });

        HttpResponse<byte[]> answer = browser.exchange(
                authorised("/api/v1/parties/encoded")
                        .header("Accept-Encoding", "zstd")
                        .header("Content-Encoding", "zstd")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(sent)),
                HttpResponse.BodyHandlers.ofByteArray());

        assertThat(answer.body()).isEqualTo(answered);
        assertThat(answer.headers().firstValue("Content-Encoding")).hasValue("zstd");
        assertThat(answer.headers().allValues("Vary")).contains("Accept-Encoding");
        assertThat(answer.headers().firstValue("Got")).hasValue("zstd");
    }

    @Test
    void sync11_eventsPassTheMomentTheyAreSent() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        services.sync().answer("/api/v1/sync/stream", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            write(exchange, "id: 1\ndata: first\n\n");
            waitFor(goOn);
            write(exchange, "id: 2\ndata: second\n\n");
            exchange.close();
        });

        HttpResponse<InputStream> stream =
                browser.exchange(authorised("/api/v1/sync/stream").GET(), HttpResponse.BodyHandlers.ofInputStream());
        try (var lines = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).isEqualTo("id: 1");
            assertThat(lines.readLine()).isEqualTo("data: first");
            goOn.countDown();
            assertThat(lines.lines().toList()).contains("data: second");
        }
    }

    @Test
    void sync11_aClientThatLeavesIsTakenOffTheStream() throws Exception {
        CountDownLatch left = new CountDownLatch(1);
        services.sync().answer("/api/v1/sync/stream", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            try {
                while (!Thread.interrupted()) {
                    write(exchange, ": tick\n\n");
                    TimeUnit.MILLISECONDS.sleep(20);
                }
            } catch (IOException | InterruptedException e) {
                left.countDown();
            }
        });

        HttpResponse<InputStream> stream =
                browser.exchange(authorised("/api/v1/sync/stream").GET(), HttpResponse.BodyHandlers.ofInputStream());
        stream.body().read();
        stream.body().close();

        assertThat(left.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void anAnswerThatBreaksOffNeverLooksWhole() {
        services.campaign().answer("/api/v1/parties/torn", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            write(exchange, "{\"half\":");
            services.campaign().stop();
            services.campaign().startAgain();
        });

        assertThatThrownBy(() -> browser.get("/api/v1/parties/torn", login.accessToken()))
                .isInstanceOf(UncheckedIOException.class);
    }

    /** Reactor Netty 1.3.7 stopped reading a connection about once in a hundred such pairs. */
    @Test
    void aRefusalNeverStopsTheNextRequestOfItsConnection() {
        for (int i = 0; i < 400; i++) {
            assertThat(browser.get("/internal/accounts", login.accessToken()).status())
                    .isEqualTo(404);
            assertThat(browser.get("/api/v1/parties/next", login.accessToken()).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void readinessIsThatOfTheWholeSuite() {
        await().atMost(Duration.ofSeconds(5)).until(() -> readiness() == 200);

        services.get(ServiceName.EXPORT).stop();
        try {
            await().atMost(Duration.ofSeconds(10)).until(() -> readiness() == 503);
            assertThat(browser.get("/actuator/health/liveness").status()).isEqualTo(200);
        } finally {
            services.get(ServiceName.EXPORT).startAgain();
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> readiness() == 200);
    }

    private int readiness() {
        return browser.get("/actuator/health/readiness").status();
    }

    private HttpRequest.Builder authorised(String path) {
        return browser.request(path).header("Authorization", "Bearer " + login.accessToken());
    }

    private String raw(String request) throws IOException {
        return send(request, out -> {});
    }

    private String send(String head, Body body) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            body.writeTo(out);
            out.flush();
            StringBuilder answer = new StringBuilder();
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[8192];
            for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
                answer.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
                if (answer.indexOf("\r\n\r\n") > 0 && answer.charAt(answer.length() - 1) == '}') {
                    break;
                }
            }
            return answer.toString();
        }
    }

    private static void write(HttpExchange exchange, String text) throws IOException {
        exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
        exchange.getResponseBody().flush();
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @FunctionalInterface
    private interface Body {
        void writeTo(OutputStream out) throws IOException;
    }
}
