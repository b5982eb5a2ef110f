package dev.hoard.gateway.session;

import dev.hoard.platform.id.AccountId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A login on one device. Its id is the {@code sid} of its access tokens and the family of its refresh tokens.
 *
 * @param addressPrefix the network it was opened from, never the whole address
 * @param generation number of the refresh token that is valid now
 * @param rotatedAt when that token was made
 * @param expiresAt when it ends unless it is refreshed
 */
public record Session(
        UUID id,
        AccountId account,
        String deviceName,
        String addressPrefix,
        int generation,
        Instant createdAt,
        Instant rotatedAt,
        Instant expiresAt,
        @Nullable Instant revokedAt) {

    boolean live(Instant now) {
        return revokedAt == null && now.isBefore(expiresAt);
    }
}
