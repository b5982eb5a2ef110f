package dev.hoard.gateway.token;

import dev.hoard.platform.security.AccessTokens;
import dev.hoard.platform.security.SecurityProperties;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/** The gateway checks tokens exactly as the services do, but with its own keys at hand. */
@Configuration(proxyBeanMethods = false)
class TokenConfiguration {

    @Bean
    JwtDecoder accessTokenDecoder(SigningKeys keys, SecurityProperties properties, Clock clock) {
        return AccessTokens.decoder(keys, properties, clock);
    }
}
