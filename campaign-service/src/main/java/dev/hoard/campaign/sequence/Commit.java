package dev.hoard.campaign.sequence;

import dev.hoard.platform.id.AccountId;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one write of one account decided: the next numbers of its sequence, or receipts alone.
 *
 * @param after the head it was decided on; it takes the numbers that follow
 * @param at when it was decided, to the millisecond
 * @param clientId the device that wrote
 * @param traceparent of the request that caused it
 * @param changes in order of their numbers; empty for a bulk commit, whose changes lie in chunks
 */
public record Commit(
        AccountId account,
        long after,
        long epoch,
        Instant at,
        String clientId,
        @Nullable String traceparent,
        List<Receipt> receipts,
        List<Change> changes,
        @Nullable Bulk bulk) {

    public Commit {
        receipts = List.copyOf(receipts);
        changes = List.copyOf(changes);
    }

    /** The first number it takes. */
    public long first() {
        return after + 1;
    }

    /** How many numbers it takes; a commit of receipts alone takes none. */
    public int count() {
        return bulk == null ? changes.size() : bulk.count();
    }

    /** The account's head once it is in. */
    public long head() {
        return after + count();
    }

    /** The last change of each document, and those of conflicts. */
    Collection<Change> latest() {
        Map<Object, Change> latest = LinkedHashMap.newLinkedHashMap(changes.size());
        // A conflict changes once in a commit, and its id may be that of a document.
        changes.forEach(change ->
                latest.put(change.conflict() == null ? change.revision().id() : change, change));
        return latest.values();
    }

    /** Size of the clients' fields in it, in UTF-8. */
    int bytes() {
        return changes.stream().mapToInt(Change::bytes).sum();
    }

    /**
     * Where the changes of a bulk commit are, and what they come to.
     *
     * @param job names the chunks, which were staged before the commit
     */
    public record Bulk(UUID job, int chunks, int created, int updated, int deleted, int unchanged) {

        public int count() {
            return created + updated + deleted;
        }
    }
}
