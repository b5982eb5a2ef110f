package dev.hoard.export.suite;

import dev.hoard.export.archive.ArchiveJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** The service as one account's client sees it. */
public final class Api {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** An answer with its body. */
    public record Answer(HttpResponse<byte[]> response) {

        public int status() {
            return response.statusCode();
        }

        public byte[] bytes() {
            return response.body();
        }

        public JsonNode json() {
            return ArchiveJson.mapper().readTree(response.body());
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        /** The name of the problem, such as {@code not-found}. */
        public String problem() {
            return header("Content-Type").startsWith("application/problem+json")
                    ? json().path("type").asString("").replace("urn:hoard:problem:", "")
                    : "no problem: " + new String(bytes(), StandardCharsets.UTF_8);
        }
    }

    private final String base;
    private final String authorization;
    private final UUID account;

    private Api(String base, String authorization, UUID account) {
        this.base = base;
        this.authorization = authorization;
        this.account = account;
    }

    public static Api premium(int port) {
        return of(port, UUID.randomUUID(), "premium", Instant.now());
    }

    public static Api free(int port) {
        return of(port, UUID.randomUUID(), "free", Instant.now());
    }

    public static Api of(int port, UUID account, String tier, Instant now) {
        String token = SuiteStandIn.shared().accessToken(account, tier, now);
        return new Api("http://127.0.0.1:" + port + "/api/v1", "Bearer " + token, account);
    }

    public static Api anonymous(int port) {
        return new Api("http://127.0.0.1:" + port + "/api/v1", "", new UUID(0, 0));
    }

    public UUID account() {
        return account;
    }

    public Answer get(String path, String... headers) {
        return send(request(path, headers).GET());
    }

    public Answer head(String path, String... headers) {
        return send(request(path, headers).HEAD());
    }

    public Answer delete(String path) {
        return send(request(path).DELETE());
    }

    public Answer postJson(String path, String body) {
        return post(path, "application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    public Answer post(String path, String contentType, byte[] body) {
        return send(request(path, "Content-Type", contentType).POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    /** Imports a file that is the body of the request. */
    public Answer importArchive(String mode, byte[] file) {
        return post("/imports?format=hoard&mode=" + mode, "application/zip", file);
    }

    private HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return headers.length == 0 ? request : request.headers(headers);
    }

    private static Answer send(HttpRequest.Builder request) {
        try {
            return new Answer(HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
