package dev.hoard.backup.restore;

import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How restores are made.
 *
 * @param tries how often a safety backup is taken for an account that is written to meanwhile
 * @param maxIds how many documents a restore may name one by one
 */
@Validated
@ConfigurationProperties(prefix = "hoard.backup.restore", ignoreUnknownFields = false)
record RestoreProperties(
        @DefaultValue("5") @Min(1) int tries,
        @DefaultValue("1000") @Min(1) int maxIds) {}
