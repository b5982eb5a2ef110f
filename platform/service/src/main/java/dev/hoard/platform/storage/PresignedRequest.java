package dev.hoard.platform.storage;

import java.net.URI;
import java.time.Instant;
import java.util.Map;

/**
 * A request to the bucket that anybody may send who knows it, until it expires.
 *
 * @param headers the sender must add, beside {@code Host} and {@code Content-Length}, which every client adds by itself
 */
public record PresignedRequest(String method, URI url, Map<String, String> headers, Instant expiresAt) {

    public PresignedRequest {
        headers = Map.copyOf(headers);
    }
}
