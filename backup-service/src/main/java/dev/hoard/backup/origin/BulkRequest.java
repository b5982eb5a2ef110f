package dev.hoard.backup.origin;

import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * A bulk commit to be made.
 *
 * @param mutationId the same for every try, so that a commit whose answer was lost is not made twice
 * @param expectedHead the commit is refused with HEAD_MOVED if the account's head is another one
 * @param types what REPLACE is confined to; empty for all types
 * @param dryRun count, and write nothing
 */
public record BulkRequest(
        BulkMode mode, UUID mutationId, OptionalLong expectedHead, List<String> types, boolean dryRun) {

    public BulkRequest {
        types = List.copyOf(types);
    }
}
