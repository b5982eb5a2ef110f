package dev.hoard.gateway.password;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * What hashing a password costs, and how much of the machine it may take.
 *
 * @param memory Argon2id's memory; hashes made with less are renewed at the next login
 * @param iterations Argon2id's passes
 * @param threads how many passwords are hashed at once; 0 is half the processors, at least one
 * @param queue how many wait for that; whoever comes after is sent away with 429
 * @param patience how long one waits at most
 */
@Validated
@ConfigurationProperties(prefix = "hoard.password", ignoreUnknownFields = false)
record PasswordProperties(
        @DefaultValue("19MB") DataSize memory,
        @DefaultValue("2") @Min(1) @Max(20) int iterations,
        @DefaultValue("0") @Min(0) @Max(64) int threads,
        @DefaultValue("100") @Min(1) int queue,
        @DefaultValue("10s") Duration patience) {

    int workers() {
        return threads > 0 ? threads : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    }
}
