package dev.hoard.gateway.admin;

import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.security.Tier;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an administrator did, and why. Never changed, never deleted.
 *
 * @param tier the new tier of a {@link Type#SET_TIER}
 */
public record AdminAction(
        UUID id,
        Type type,
        AccountId target,
        AccountId admin,
        @Nullable Tier tier,
        String reason,
        Instant at) {

    /** The kinds of actions. */
    public enum Type {
        SET_TIER,
        SUSPEND,
        REINSTATE
    }
}
