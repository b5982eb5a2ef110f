package dev.hoard.sync.device;

import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Remembering devices.
 *
 * @param writeEvery how often what is in memory is written
 * @param keep how long a device is shown after it was last seen
 * @param most how many devices are kept between two writes; those beyond are noted at their next request
 */
@Validated
@ConfigurationProperties(prefix = "hoard.device", ignoreUnknownFields = false)
record DeviceProperties(
        @DefaultValue("60s") @DurationMin(millis = 1) Duration writeEvery,
        @DefaultValue("90d") @DurationMin(days = 1) Duration keep,
        @DefaultValue("100000") @Positive int most) {}
