package dev.hoard.gateway.testing;

import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of the gateway: plain HTTP, and the few calls every story begins with. */
public final class Browser {

    public static final String PASSWORD = "a dragon sleeps here";

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private static final JsonMapper JSON = JsonMapper.shared();

    private final URI base;

    public Browser(int port) {
        this.base = URI.create("http://127.0.0.1:" + port);
    }

    public record Answer(int status, HttpHeaders headers, String body) {

        public JsonNode json() {
            return JSON.readTree(body);
        }

        public String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        public boolean isProblem() {
            return header("Content-Type").startsWith("application/problem+json");
        }

        public String problem() {
            return isProblem() ? json().path("type").asString().replace("urn:hoard:problem:", "") : "";
        }
    }

    /** An account that has just logged in. */
    public record Login(String email, JsonNode answer) {

        public String id() {
            return answer.at("/user/id").asString();
        }

        public String accessToken() {
            return answer.path("accessToken").asString();
        }

        public String session() {
            try {
                return SignedJWT.parse(accessToken()).getJWTClaimsSet().getStringClaim("sid");
            } catch (ParseException e) {
                throw new IllegalStateException(e);
            }
        }

        public String refreshToken() {
            return answer.path("refreshToken").asString();
        }
    }

    public static String someEmail() {
        return UUID.randomUUID() + "@players.test";
    }

    public Login newcomer() {
        String email = someEmail();
        register(email, PASSWORD);
        return login(email, PASSWORD);
    }

    public Answer register(String email, String password) {
        return post("/api/v1/auth/register", """
                {"email": "%s", "password": "%s", "displayName": "Somebody"}""".formatted(email, password));
    }

    public Login login(String email, String password) {
        Answer answer = tryLogin(email, password);
        if (answer.status() != 200) {
            throw new AssertionError("login failed: " + answer);
        }
        return new Login(email, answer.json());
    }

    public Answer tryLogin(String email, String password) {
        return post("/api/v1/auth/login", """
                {"email": "%s", "password": "%s", "deviceName": "laptop"}""".formatted(email, password));
    }

    public Answer refresh(String refreshToken) {
        return post("/api/v1/auth/refresh", "{\"refreshToken\": \"" + refreshToken + "\"}");
    }

    public Answer post(String path, String json) {
        return send(request(path)
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .header("Content-Type", "application/json"));
    }

    public Answer post(String path, String json, String token) {
        return send(request(path)
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token));
    }

    public Answer get(String path) {
        return send(request(path).GET());
    }

    public Answer get(String path, String token) {
        return send(request(path).GET().header("Authorization", "Bearer " + token));
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(30));
    }

    public Answer send(HttpRequest.Builder request) {
        HttpResponse<byte[]> response = exchange(request, HttpResponse.BodyHandlers.ofByteArray());
        return new Answer(
                response.statusCode(), response.headers(), new String(response.body(), StandardCharsets.UTF_8));
    }

    public <T> HttpResponse<T> exchange(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
        try {
            return HTTP.send(request.build(), handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
