package dev.hoard.gateway.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A session as its owner sees it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SessionView(
        String id,
        String deviceName,
        Instant createdAt,
        Instant lastSeenAt,
        Instant expiresAt,
        String addressPrefix,
        @Nullable Instant revokedAt) {

    public static SessionView of(Session session) {
        return new SessionView(
                session.id().toString(),
                session.deviceName(),
                session.createdAt(),
                session.rotatedAt(),
                session.expiresAt(),
                session.addressPrefix(),
                session.revokedAt());
    }
}
