package dev.hoard.export.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** Asks for exports. */
public final class Archives {

    private Archives() {}

    /** Starts an export and waits until it is in the given state. */
    public static JsonNode export(Api api, String format, String state) {
        Api.Answer started = api.postJson("/exports", "{\"format\":\"" + format + "\"}");
        assertThat(started.status()).isEqualTo(202);
        String id = started.json().path("id").asString();
        assertThat(started.header("Location")).isEqualTo("/api/v1/exports/" + id);
        return await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () -> api.get("/exports/" + id).json(),
                        export -> export.path("state").asString().equals(state));
    }

    /** The content of a fresh export. */
    public static byte[] download(Api api, String format) {
        String id = export(api, format, "READY").path("id").asString();
        Api.Answer content = api.get("/exports/" + id + "/content");
        assertThat(content.status()).isEqualTo(200);
        return content.bytes();
    }

    public static OpenedArchive open(Api api, String format) {
        return new OpenedArchive(download(api, format));
    }
}
