package dev.hoard.platform.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.KeyLengthException;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Optional;

/**
 * The tokens services show each other on the internal port (AUTH-10): JWT, HS256, {@code typ=svc+jwt},
 * {@code aud=hoard-internal}, valid for a minute. Another key, algorithm, type and audience than users' tokens have, so
 * that neither passes for the other.
 */
public final class ServiceTokens {

    static final String AUDIENCE = "hoard-internal";
    private static final JOSEObjectType TYPE = new JOSEObjectType("svc+jwt");
    private static final Duration LIFE = Duration.ofSeconds(60);

    private final String service;
    private final Clock clock;
    private final Duration clockSkew;
    private final MACSigner signer;
    private final MACVerifier verifier;

    /** @param service name of the service that speaks, such as {@code sync-service} */
    public ServiceTokens(String service, SecurityProperties properties, Clock clock) {
        this.service = service;
        this.clock = clock;
        this.clockSkew = properties.clockSkew();
        try {
            byte[] key = Base64.getDecoder().decode(properties.serviceKey());
            this.signer = new MACSigner(key);
            this.verifier = new MACVerifier(key);
        } catch (KeyLengthException | IllegalArgumentException e) {
            throw new IllegalStateException("hoard.security.service-key must be base64 of at least 32 bytes", e);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    public String mint() {
        Instant now = clock.instant();
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).type(TYPE).build(),
                new JWTClaimsSet.Builder()
                        .subject(service)
                        .audience(AUDIENCE)
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plus(LIFE)))
                        .build());
        try {
            token.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return token.serialize();
    }

    /** The name of the service that made a valid token; empty for anything else. */
    public Optional<String> verify(String token) {
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            boolean ours = JWSAlgorithm.HS256.equals(jwt.getHeader().getAlgorithm())
                    && TYPE.equals(jwt.getHeader().getType())
                    && jwt.verify(verifier)
                    && claims.getAudience().contains(AUDIENCE)
                    && claims.getExpirationTime() != null
                    && clock.instant()
                            .isBefore(claims.getExpirationTime().toInstant().plus(clockSkew));
            return ours ? Optional.ofNullable(claims.getSubject()) : Optional.empty();
        } catch (ParseException | JOSEException e) {
            return Optional.empty();
        }
    }
}
