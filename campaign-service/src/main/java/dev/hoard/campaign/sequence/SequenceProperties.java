package dev.hoard.campaign.sequence;

import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How the accounts' sequences are kept.
 *
 * @param rememberedAccounts accounts whose state this process keeps in mind, to save reads
 * @param mostWaiting commits that may wait for the database; beyond them writes are refused, to be sent again
 * @param longestWait of a write for its turn among the writes of its account
 * @param sweepEvery how often views that a crash left behind are looked for
 * @param markEvery how often it is noted how far the views are
 * @param relay whether this process takes part in publishing commits to Kafka
 */
@Validated
@ConfigurationProperties(prefix = "hoard.sequence", ignoreUnknownFields = false)
record SequenceProperties(
        @DefaultValue("50000") @Positive int rememberedAccounts,
        @DefaultValue("2000") @Positive int mostWaiting,
        @DefaultValue("10s") Duration longestWait,
        @DefaultValue("5s") Duration sweepEvery,
        @DefaultValue("1s") Duration markEvery,
        @DefaultValue("true") boolean relay) {}
