package dev.hoard.gateway.policy;

import dev.hoard.gateway.session.Revocations;
import dev.hoard.platform.security.AccessTokenClaims;
import java.util.List;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Accepts an access token that verifies and whose session has not been ended. Keys and revocations are in memory. */
@Component
final class AccessTokenAuthentication implements ReactiveAuthenticationManager {

    private final JwtDecoder decoder;
    private final Revocations revocations;

    AccessTokenAuthentication(JwtDecoder decoder, Revocations revocations) {
        this.decoder = decoder;
        this.revocations = revocations;
    }

    @Override
    public Mono<Authentication> authenticate(Authentication authentication) {
        if (authentication instanceof BearerTokenAuthenticationToken bearer) {
            return Mono.fromSupplier(() -> verified(bearer.getToken()));
        }
        return Mono.empty();
    }

    private Authentication verified(String token) {
        Jwt jwt = decode(token);
        String session = jwt.getClaimAsString(AccessTokenClaims.SESSION);
        if (session == null || revocations.contains(session)) {
            throw new InvalidBearerTokenException("the session has ended");
        }
        return new JwtAuthenticationToken(jwt, authorities(jwt));
    }

    private Jwt decode(String token) {
        try {
            return decoder.decode(token);
        } catch (JwtException e) {
            throw new InvalidBearerTokenException("the token does not verify", e);
        }
    }

    private static List<GrantedAuthority> authorities(Jwt jwt) {
        List<String> roles = jwt.getClaimAsStringList(AccessTokenClaims.ROLES);
        return roles == null
                ? List.of()
                : roles.stream()
                        .<GrantedAuthority>map(role -> new SimpleGrantedAuthority("ROLE_" + role))
                        .toList();
    }
}
