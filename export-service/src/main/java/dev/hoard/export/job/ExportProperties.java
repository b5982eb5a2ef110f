package dev.hoard.export.job;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How exports are made and kept.
 *
 * @param timeToLive how long the content of an export can be fetched
 * @param remembered how long an export is listed, from its end; longer than its content lives
 * @param unfinished how many exports of an account may be queued or running
 * @param kept how many exports of an account may have content
 * @param retryAfter when an account with too many may come back
 * @param sweep how often content that nobody can fetch any more is removed
 */
@Validated
@ConfigurationProperties(prefix = "hoard.export", ignoreUnknownFields = false)
record ExportProperties(
        @DefaultValue("7d") Duration timeToLive,
        @DefaultValue("30d") Duration remembered,
        @DefaultValue("3") @Min(1) int unfinished,
        @DefaultValue("20") @Min(1) int kept,
        @DefaultValue("10s") Duration retryAfter,
        @DefaultValue("10m") Duration sweep) {}
