package dev.hoard.platform.security;

import jakarta.validation.constraints.NotBlank;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How tokens are made and checked.
 *
 * @param serviceKey base64 of the 32 bytes all services share for their service tokens
 * @param jwksUri where the gateway publishes its keys; absent in the gateway itself
 * @param clockSkew how far two machines' clocks may differ
 * @param tokenCacheSize how many verified access tokens are remembered until they end
 */
@Validated
@ConfigurationProperties(prefix = "hoard.security", ignoreUnknownFields = false)
public record SecurityProperties(
        @NotBlank String serviceKey,
        @Nullable URI jwksUri,
        @DefaultValue("5s") Duration clockSkew,
        @DefaultValue("20000") int tokenCacheSize) {}
