package dev.hoard.platform.job;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How jobs are worked on.
 *
 * @param enabled whether this service has jobs
 * @param workers how many at once
 * @param lease how long a silent worker keeps a job
 * @param poll how often a worker looks without being woken
 * @param attempts how often a failing job is started; seven take about a minute, so that it outlives the restart of a
 *     service it needs
 * @param pause before the second attempt; doubles with each further one
 */
@Validated
@ConfigurationProperties(prefix = "hoard.job", ignoreUnknownFields = false)
record JobProperties(
        @DefaultValue("false") boolean enabled,
        @DefaultValue("4") @Min(1) int workers,
        @DefaultValue("30s") Duration lease,
        @DefaultValue("1s") Duration poll,
        @DefaultValue("7") @Min(1) int attempts,
        @DefaultValue("1s") Duration pause) {}
