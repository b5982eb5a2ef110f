package dev.hoard.platform.security;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.JwtAudienceValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/** Checks users' access tokens (AUTH-3) against the gateway's published keys. */
public final class AccessTokens {

    /** How long keys that were read once serve on while the gateway cannot be reached. */
    private static final Duration OUTAGE_TOLERANCE = Duration.ofHours(12);

    private AccessTokens() {}

    /** A decoder that reads the keys from {@code jwksUri}, and goes on with those it has when that fails. */
    public static JwtDecoder decoder(URI jwksUri, SecurityProperties properties, Clock clock) {
        try {
            return decoder(
                    JWKSourceBuilder.create(jwksUri.toURL())
                            .retrying(true)
                            .outageTolerant(OUTAGE_TOLERANCE.toMillis())
                            .build(),
                    properties,
                    clock);
        } catch (MalformedURLException e) {
            throw new IllegalStateException("hoard.security.jwks-uri is no URL: " + jwksUri, e);
        }
    }

    /** A decoder over any source of keys; the gateway gives its own. */
    public static JwtDecoder decoder(JWKSource<SecurityContext> keys, SecurityProperties properties, Clock clock) {
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType(AccessTokenClaims.TYPE)));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.ES256, keys));
        // Time and claims are checked below, with our clock.
        processor.setJWTClaimsSetVerifier((claims, context) -> {});
        NimbusJwtDecoder decoder = new NimbusJwtDecoder(processor);
        JwtTimestampValidator time = new JwtTimestampValidator(properties.clockSkew());
        time.setClock(clock);
        time.setAllowEmptyExpiryClaim(false);
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
                time,
                new JwtIssuerValidator(AccessTokenClaims.ISSUER),
                new JwtAudienceValidator(AccessTokenClaims.AUDIENCE)));
        return new CachingJwtDecoder(decoder, properties.tokenCacheSize(), clock);
    }
}
