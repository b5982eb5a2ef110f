package dev.hoard.platform.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A CloudEvent 1.0.
 *
 * @param key Kafka key; events of one key keep their order
 * @param traceparent W3C trace context of the request that caused it
 * @param data JSON
 */
public record Event(
        String id,
        String type,
        String source,
        String key,
        Instant time,
        @Nullable String traceparent,
        byte[] data) {}
