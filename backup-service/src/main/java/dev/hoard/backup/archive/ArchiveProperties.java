package dev.hoard.backup.archive;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How backups are taken.
 *
 * @param maxUnfinished how many unfinished backups an account may have; more are refused with 429
 * @param settleAfter how old an unfinished or half-deleted record is before the sweep looks after it
 */
@Validated
@ConfigurationProperties(prefix = "hoard.backup.archive", ignoreUnknownFields = false)
record ArchiveProperties(
        @DefaultValue("3") @Min(1) int maxUnfinished,
        @DefaultValue("1m") Duration settleAfter) {}
