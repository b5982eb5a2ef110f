package dev.hoard.backup.origin;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import org.jspecify.annotations.Nullable;

/**
 * What a bulk commit did, or on a dry run would do.
 *
 * @param from the account's head before the commit; the commit took the numbers {@code (from, to]}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record BulkOutcome(
        long epoch,
        long head,
        @Nullable Long from,
        @Nullable Long to,
        long created,
        long updated,
        long deleted,
        long unchanged) {}
