package dev.hoard.demo.client;

import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What came back, of any status. */
public record Answer(Call call, int status, HttpHeaders headers, byte[] body) {

    private static final int EXCERPT = 2000;

    /** The suite, or a part of it, is not there now: 429, and what a proxy says of a service that is down. */
    private static final Set<Integer> TRY_AGAIN = Set.of(429, 502, 503, 504);

    public boolean asksToTryAgain() {
        return TRY_AGAIN.contains(status);
    }

    /** @throws UnexpectedAnswer for any other status */
    public Answer expect(int expected) {
        if (status != expected) {
            throw new UnexpectedAnswer(String.valueOf(expected), this);
        }
        return this;
    }

    /** @throws UnexpectedAnswer if the status is not 2xx */
    public Answer expectSuccess() {
        if (status / 100 != 2) {
            throw new UnexpectedAnswer("2xx", this);
        }
        return this;
    }

    public JsonNode json() {
        return Json.read(body);
    }

    public ObjectNode object() {
        return Json.readObject(body);
    }

    public String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    String excerpt() {
        String text = new String(body, StandardCharsets.UTF_8);
        return text.length() <= EXCERPT ? text : text.substring(0, EXCERPT) + " ...";
    }
}
