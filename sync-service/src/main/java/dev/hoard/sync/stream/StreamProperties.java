package dev.hoard.sync.stream;

import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Streams.
 *
 * @param heartbeat how often a silent stream says that it lives, and looks whether it missed something
 * @param bufferedRanges how many changes may wait for a slow client
 * @param bufferedSize how much they may hold
 * @param retryBehind how soon a stream that could not be brought up to date tries again
 * @param tick how often streams are looked through for one whose heartbeat or whose token's end is due
 * @param revocations how often the gateway is asked which sessions have ended
 */
@Validated
@ConfigurationProperties(prefix = "hoard.stream", ignoreUnknownFields = false)
record StreamProperties(
        @DefaultValue("15s") @DurationMin(millis = 1) Duration heartbeat,
        @DefaultValue("256") @Positive int bufferedRanges,
        @DefaultValue("4MB") DataSize bufferedSize,
        @DefaultValue("1s") @DurationMin(millis = 1) Duration retryBehind,
        @DefaultValue("250ms") @DurationMin(millis = 1) Duration tick,
        @DefaultValue("2s") @DurationMin(millis = 1) Duration revocations) {}
