package dev.hoard.demo.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** One suite, as its clients reach it: through the gateway. */
public final class HoardApi {

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private final URI gateway;
    private final Traffic traffic = new Traffic();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();

    public HoardApi(URI gateway) {
        this.gateway = gateway;
    }

    public URI gateway() {
        return gateway;
    }

    public Traffic traffic() {
        return traffic;
    }

    /** @throws Unreachable if no answer came */
    public Answer send(Call call) {
        HttpResponse<byte[]> response = exchange(call, BodyHandlers.ofByteArray());
        traffic.answer(response.body().length);
        return new Answer(call, response.statusCode(), response.headers(), response.body());
    }

    /** An answer whose body goes on; the time limit is for its beginning only. */
    HttpResponse<InputStream> open(Call call) {
        return exchange(call, BodyHandlers.ofInputStream());
    }

    private <T> HttpResponse<T> exchange(Call call, BodyHandler<T> handler) {
        var request = HttpRequest.newBuilder(gateway.resolve(call.path()))
                .timeout(ANSWER)
                .method(
                        call.method(),
                        call.body().length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(call.body()));
        call.headers().forEach(request::header);
        traffic.request(call.body().length);
        try {
            return http.send(request.build(), handler);
        } catch (IOException e) {
            throw new Unreachable(call, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted at " + call, e);
        }
    }
}
