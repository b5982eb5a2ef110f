package dev.hoard.campaign.bulk;

import dev.hoard.campaign.document.ResourceType;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How documents are to be brought in.
 *
 * @param mutationId makes the order repeatable
 * @param expectedHead the head the sender saw; null for any
 * @param types that may come, and within which a replacement deletes
 * @param dryRun whether the effect is only counted
 */
record BulkOrder(
        Mode mode,
        UUID mutationId,
        @Nullable Long expectedHead,
        Set<ResourceType> types,
        boolean dryRun,
        String clientId) {

    /** What becomes of documents that are not named. */
    enum Mode {
        REPLACE,
        UPSERT
    }
}
