package dev.hoard.gateway.account;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.hoard.platform.security.Tier;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an account pays for.
 *
 * @param renewsAt when the next payment is due; absent where none is
 */
public record Subscription(
        Tier tier, Status status, @Nullable Instant renewsAt) {

    private static final Set<String> PREMIUM_FEATURES = Set.of("automatedBackups", "cloudSync");

    /** Whether it is paid. */
    public enum Status {
        ACTIVE,
        PAST_DUE,
        CANCELLED;

        @JsonValue
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static Subscription free() {
        return of(Tier.FREE);
    }

    /** A subscription an administrator gave: active, and no payment is due. */
    public static Subscription of(Tier tier) {
        return new Subscription(tier, Status.ACTIVE, null);
    }

    /** What the tier switches on. */
    public Set<String> features() {
        return tier == Tier.PREMIUM ? PREMIUM_FEATURES : Set.of();
    }
}
