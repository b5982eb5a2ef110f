package dev.hoard.gateway.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.hoard.platform.security.AccessTokenClaims;
import dev.hoard.platform.security.Caller;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Signs access tokens (AUTH-3). */
@Component
public final class AccessTokenMint {

    private static final JOSEObjectType TYPE = new JOSEObjectType(AccessTokenClaims.TYPE);

    private final SigningKeys keys;
    private final Duration life;
    private final Clock clock;

    AccessTokenMint(SigningKeys keys, TokenProperties properties, Clock clock) {
        this.keys = keys;
        this.life = properties.accessLife();
        this.clock = clock;
    }

    public Duration life() {
        return life;
    }

    /** When a token made now ends. */
    public Instant expiry() {
        return clock.instant().plus(life);
    }

    /** A token that says what {@code caller} says. */
    public String mint(Caller caller) {
        SigningKey key = keys.current();
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(TYPE)
                        .keyID(key.kid())
                        .build(),
                new JWTClaimsSet.Builder()
                        .issuer(AccessTokenClaims.ISSUER)
                        .audience(AccessTokenClaims.AUDIENCE)
                        .subject(caller.account().toString())
                        .claim(AccessTokenClaims.SESSION, caller.session())
                        .claim(AccessTokenClaims.TIER, caller.tier().name().toLowerCase(Locale.ROOT))
                        .claim(AccessTokenClaims.ROLES, sorted(caller.roles()))
                        .claim(AccessTokenClaims.FEATURES, sorted(caller.features()))
                        .issueTime(Date.from(clock.instant()))
                        .expirationTime(Date.from(caller.expiresAt()))
                        .build());
        try {
            token.sign(new ECDSASigner(key.jwk()));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return token.serialize();
    }

    private static List<String> sorted(Set<String> values) {
        return values.stream().sorted().toList();
    }
}
