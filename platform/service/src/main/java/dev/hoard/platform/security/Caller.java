package dev.hoard.platform.security;

import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.id.Uuids;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.Jwt;

/**
 * The person behind a request, as the verified access token tells it and nothing else.
 *
 * @param session the login the token came from
 * @param expiresAt when the token ends
 */
public record Caller(
        AccountId account, String session, Tier tier, Set<String> roles, Set<String> features, Instant expiresAt) {

    public Caller {
        roles = Set.copyOf(roles);
        features = Set.copyOf(features);
    }

    /** @throws ProblemException UNAUTHENTICATED when a claim is missing or of the wrong form */
    public static Caller of(Jwt token) {
        try {
            return new Caller(
                    new AccountId(Uuids.find(require(token.getSubject())).orElseThrow()),
                    require(token.getClaimAsString(AccessTokenClaims.SESSION)),
                    Tier.valueOf(require(token.getClaimAsString(AccessTokenClaims.TIER))
                            .toUpperCase(Locale.ROOT)),
                    strings(token, AccessTokenClaims.ROLES),
                    strings(token, AccessTokenClaims.FEATURES),
                    require(token.getExpiresAt()));
        } catch (RuntimeException e) {
            throw ProblemException.of(ProblemType.UNAUTHENTICATED, "The access token lacks a claim.");
        }
    }

    public boolean premium() {
        return tier == Tier.PREMIUM;
    }

    /** @throws ProblemException PREMIUM_REQUIRED for a free account */
    public void requirePremium() {
        if (!premium()) {
            throw ProblemException.premiumRequired();
        }
    }

    private static <T> T require(@Nullable T claim) {
        return Objects.requireNonNull(claim);
    }

    private static Set<String> strings(Jwt token, String claim) {
        List<String> values = token.getClaimAsStringList(claim);
        return values == null ? Set.of() : Set.copyOf(values);
    }
}
