package dev.hoard.export.importing;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * What a bulk commit did, or would do.
 *
 * @param from the account's head before
 * @param to its head after
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record BulkResult(
        long epoch, long head, long from, long to, long created, long updated, long deleted, long unchanged) {}
