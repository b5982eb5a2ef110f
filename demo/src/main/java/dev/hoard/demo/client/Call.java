package dev.hoard.demo.client;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * A request to be sent.
 *
 * @param path with the query, from the root: {@code /api/v1/me}
 */
public record Call(String method, String path, Map<String, String> headers, byte[] body) {

    private static final byte[] NOTHING = {};

    public Call {
        headers = Map.copyOf(headers);
    }

    public static Call get(String path) {
        return new Call("GET", path, Map.of(), NOTHING);
    }

    public static Call delete(String path) {
        return new Call("DELETE", path, Map.of(), NOTHING);
    }

    public static Call post(String path) {
        return new Call("POST", path, Map.of(), NOTHING);
    }

    public static Call post(String path, JsonNode body) {
        return of("POST", path, "application/json", Json.write(body));
    }

    public static Call put(String path, JsonNode body) {
        return of("PUT", path, "application/json", Json.write(body));
    }

    public static Call of(String method, String path, String contentType, byte[] body) {
        return new Call(method, path, Map.of("Content-Type", contentType), body);
    }

    public Call with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Call(method, path, more, body);
    }

    Call as(String accessToken) {
        return with("Authorization", "Bearer " + accessToken);
    }

    /** Without headers and body, which may hold secrets. */
    @Override
    public String toString() {
        return method + " " + path;
    }
}
