package dev.hoard.sync.projection;

import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Keeping feeds up with their owner.
 *
 * @param concurrency how many threads of this instance read Kafka
 * @param gather how long records are let gather between two batches; devices do not wait for it, their streams and fresh
 *     pulls have other ways
 * @param retry the longest pause before a batch that failed is tried again
 * @param repairPage how many changes are asked of the owner at once
 * @param sweepEvery how often feeds that still want something from the owner are looked for
 * @param compareEvery how often heads are compared with the owner's
 * @param compareOverlap how much further back than the last comparison the next one looks: longer than a commit takes
 */
@Validated
@ConfigurationProperties(prefix = "hoard.projection", ignoreUnknownFields = false)
record ProjectionProperties(
        @DefaultValue("2") @Positive int concurrency,
        @DefaultValue("250ms") Duration gather,
        @DefaultValue("5s") @DurationMin(millis = 1) Duration retry,
        @DefaultValue("500") @Positive int repairPage,
        @DefaultValue("1s") @DurationMin(millis = 1) Duration sweepEvery,
        @DefaultValue("10s") @DurationMin(millis = 1) Duration compareEvery,
        @DefaultValue("1m") Duration compareOverlap) {}
