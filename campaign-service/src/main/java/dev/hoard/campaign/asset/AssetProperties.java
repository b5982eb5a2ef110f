package dev.hoard.campaign.asset;

import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * What may be uploaded, and how long the ways to it are open.
 *
 * @param maxSize of one file
 * @param quota of all files of an account
 * @param quotaCount files an account may have
 * @param uploadWithin how long an upload may be started
 * @param completeWithin how long it may be completed; longer, since an upload started in time takes its time
 * @param downloadWithin how long a link to a file can be followed
 * @param sweepEvery how often uploads that were not completed are removed
 */
@Validated
@ConfigurationProperties(prefix = "hoard.asset", ignoreUnknownFields = false)
record AssetProperties(
        @DefaultValue("20MB") DataSize maxSize,
        @DefaultValue("500MB") DataSize quota,
        @DefaultValue("1000") @Positive int quotaCount,
        @DefaultValue("15m") Duration uploadWithin,
        @DefaultValue("30m") Duration completeWithin,
        @DefaultValue("5m") Duration downloadWithin,
        @DefaultValue("5m") Duration sweepEvery) {

    AssetProperties {
        if (completeWithin.compareTo(uploadWithin) <= 0) {
            throw new IllegalArgumentException("hoard.asset.complete-within must be longer than upload-within");
        }
    }
}
