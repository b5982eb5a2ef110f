package dev.hoard.backup.suite;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of the service, as one account. */
public final class Api {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Set<String> WORKING = Set.of("PENDING", "RUNNING");

    private final int port;
    private final @Nullable String token;

    private Api(int port, @Nullable String token) {
        this.port = port;
        this.token = token;
    }

    public static Api premium(int port, UUID account) {
        return new Api(port, FakeSuite.shared().token(account, "premium"));
    }

    public static Api free(int port, UUID account) {
        return new Api(port, FakeSuite.shared().token(account, "free"));
    }

    public static Api bearing(int port, @Nullable String token) {
        return new Api(port, token);
    }

    public HttpResponse<String> get(String path) {
        return send("GET", path, HttpRequest.BodyPublishers.noBody(), null);
    }

    public HttpResponse<String> delete(String path) {
        return send("DELETE", path, HttpRequest.BodyPublishers.noBody(), null);
    }

    public HttpResponse<String> post(String path) {
        return send("POST", path, HttpRequest.BodyPublishers.noBody(), null);
    }

    public HttpResponse<String> post(String path, String body) {
        return send("POST", path, HttpRequest.BodyPublishers.ofString(body), "application/json");
    }

    public HttpResponse<String> post(String path, String body, String contentType) {
        return send("POST", path, HttpRequest.BodyPublishers.ofString(body), contentType);
    }

    /** Takes a backup and waits until it is READY; its id. */
    public String takeBackup() {
        HttpResponse<String> accepted = post("/api/v1/backups");
        if (accepted.statusCode() != 202) {
            throw new AssertionError(accepted.statusCode() + " " + accepted.body());
        }
        String location = accepted.headers().firstValue("Location").orElseThrow();
        JsonNode backup = finished(location);
        if (!backup.path("state").asString().equals("READY")) {
            throw new AssertionError("not READY: " + backup);
        }
        return backup.path("id").asString();
    }

    /** Asks for a restore and waits for its end. */
    public JsonNode restore(String backup, String command) {
        HttpResponse<String> accepted = post("/api/v1/backups/" + backup + "/restore", command);
        if (accepted.statusCode() != 202) {
            throw new AssertionError(accepted.statusCode() + " " + accepted.body());
        }
        return finished(accepted.headers().firstValue("Location").orElseThrow());
    }

    /** The backup or restore, once no worker has anything to do with it any more. */
    public JsonNode finished(String path) {
        return await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () -> json(get(path)),
                        job -> !WORKING.contains(job.path("state").asString()));
    }

    public static JsonNode json(HttpResponse<String> answer) {
        return JSON.readTree(answer.body());
    }

    private HttpResponse<String> send(
            String method, String path, HttpRequest.BodyPublisher body, @Nullable String contentType) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, body);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (contentType != null) {
            request.header("Content-Type", contentType);
        }
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
