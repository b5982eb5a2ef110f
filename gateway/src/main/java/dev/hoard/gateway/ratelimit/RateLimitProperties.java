package dev.hoard.gateway.ratelimit;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * How much is too much, in each gateway.
 *
 * @param account all requests of one account
 * @param address all requests of one address, behind which there may be many people
 * @param credentials logins and registrations from one address
 */
@Validated
@ConfigurationProperties(prefix = "hoard.rate-limit", ignoreUnknownFields = false)
record RateLimitProperties(
        @Valid @NotNull Limit account,
        @Valid @NotNull Limit address,
        @Valid @NotNull Limit credentials) {

    /** So many requests in so long a time; they may come all at once. */
    record Limit(@Min(1) long requests, @NotNull Duration per) {}
}
