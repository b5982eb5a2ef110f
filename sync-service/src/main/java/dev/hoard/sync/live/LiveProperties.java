package dev.hoard.sync.live;

import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Following Kafka.
 *
 * @param partitionRefresh how often new partitions are looked for
 * @param recentHeads for how many accounts the head that passed last is kept
 */
@Validated
@ConfigurationProperties(prefix = "hoard.live", ignoreUnknownFields = false)
record LiveProperties(
        @DefaultValue("60s") @DurationMin(seconds = 1) Duration partitionRefresh,
        @DefaultValue("20000") @Positive int recentHeads) {}
