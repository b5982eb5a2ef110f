package dev.hoard.backup.restore;

import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How restores are made.
 *
 * @param tries how often a safety backup is taken for an account that is written to meanwhile
 * @param maxUnfinished how many unfinished restores an account may have; more are refused with 429
 * @param maxIds how many documents a restore may name one by one
 */
@Validated
@ConfigurationProperties(prefix = "hoard.backup.restore", ignoreUnknownFields = false)
record RestoreProperties(
        @DefaultValue("5") @Min(1) int tries,
        @DefaultValue("3") @Min(1) int maxUnfinished,
        @DefaultValue("1000") @Min(1) int maxIds) {}
