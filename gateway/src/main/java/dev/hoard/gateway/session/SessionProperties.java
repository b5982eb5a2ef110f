package dev.hoard.gateway.session;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long a login lasts and how many may fail.
 *
 * @param idleLife how long a session lives without a refresh
 * @param retryGrace how long the immediate predecessor of a refresh token still gets the same successor
 * @param failures how many failed logins an account, or an address, may have in {@code failureWindow}
 * @param addressFailures the same for one address, behind which there may be many people
 * @param failureWindow how long until all of them are forgotten
 */
@Validated
@ConfigurationProperties(prefix = "hoard.session", ignoreUnknownFields = false)
record SessionProperties(
        @DefaultValue("30d") Duration idleLife,
        @DefaultValue("20s") Duration retryGrace,
        @DefaultValue("10") @Min(1) int failures,
        @DefaultValue("100") @Min(1) int addressFailures,
        @DefaultValue("15m") Duration failureWindow) {}
