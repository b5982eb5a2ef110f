package dev.hoard.gateway.token;

import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How tokens are made.
 *
 * @param masterKey base64 of at least 32 bytes; private keys at rest and refresh tokens hang on keys derived from it
 * @param accessLife how long an access token is valid
 * @param keyReload how often the signing keys are read again, so that every gateway publishes every key
 */
@Validated
@ConfigurationProperties(prefix = "hoard.token", ignoreUnknownFields = false)
public record TokenProperties(
        @NotBlank String masterKey,
        @DefaultValue("10m") @DurationMax(minutes = 10) Duration accessLife,
        @DefaultValue("30s") Duration keyReload) {

    @Override
    public String toString() {
        return "TokenProperties[accessLife=" + accessLife + ", keyReload=" + keyReload + "]";
    }
}
