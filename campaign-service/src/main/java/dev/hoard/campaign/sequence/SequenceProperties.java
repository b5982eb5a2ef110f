package dev.hoard.campaign.sequence;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
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
 * @param purgeEvery how often what need not be kept any more is looked for
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
        @DefaultValue("true") boolean relay,
        @DefaultValue("10m") Duration purgeEvery,
        @DefaultValue @Valid Kept kept) {

    /**
     * How long things are kept.
     *
     * @param tombstones how long a deleted document is known to have been there
     * @param history how long changes are kept with what they left behind, as bases of merges and for the way back in
     *     time; not shorter than it takes a revision to count as old, since what supersedes it then keeps what it had
     * @param changes how many of an account's newest changes are kept so at most; not fewer than that either
     * @param conflicts how long a conflict is kept after it was resolved
     */
    record Kept(
            @DefaultValue("90d") Duration tombstones,

            @DefaultValue("30d") @DurationMin(days = Change.OLD_DAYS)
            Duration history,

            @DefaultValue("50000") @Min(Change.OLD_NUMBERS) int changes,
            @DefaultValue("90d") Duration conflicts) {}
}
