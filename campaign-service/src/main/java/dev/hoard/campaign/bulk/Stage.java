package dev.hoard.campaign.bulk;

import dev.hoard.campaign.document.Content;
import dev.hoard.campaign.document.ResourceType;
import dev.hoard.campaign.document.Revision;
import dev.hoard.campaign.sequence.Change;
import dev.hoard.campaign.sequence.Chunks;
import dev.hoard.campaign.sequence.Commit;
import dev.hoard.platform.id.AccountId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The changes of one bulk commit in the making: numbered, counted, and staged chunk by chunk. */
final class Stage {

    private static final int CHUNK_BYTES = 4 * 1024 * 1024;
    private static final int CHUNK_CHANGES = 2000;

    private final Chunks chunks;
    private final AccountId account;
    private final long after;
    private final BulkOrder order;
    private final Instant now;
    private final UUID job;

    private final List<Change> pending = new ArrayList<>();
    private int pendingBytes;
    private int staged;
    private int created;
    private int updated;
    private int deleted;
    private int unchanged;

    Stage(Chunks chunks, AccountId account, long after, BulkOrder order, Instant now, UUID job) {
        this.chunks = chunks;
        this.account = account;
        this.after = after;
        this.order = order;
        this.now = now;
        this.job = job;
    }

    /** The document is to have this content. */
    void put(ResourceType type, UUID id, Content content, @Nullable Revision current) {
        Content theirs = current == null ? null : current.content();
        if (theirs != null && theirs.sameAs(content)) {
            unchanged++;
            return;
        }
        if (current == null || theirs == null) {
            created++;
            add(new Revision(id, type, next(), now, now, content), current);
            return;
        }
        updated++;
        add(new Revision(id, type, next(), current.createdAt(), now, content), current);
    }

    /** The document is to be no more. */
    void delete(Revision current) {
        deleted++;
        add(new Revision(current.id(), current.type(), next(), current.createdAt(), now, null), current);
    }

    /** Stages what is left; what the commit then has to say. */
    Commit.Bulk finish() {
        flush();
        return new Commit.Bulk(job, staged, created, updated, deleted, unchanged);
    }

    void discard() {
        chunks.discard(account, after, job);
    }

    /** The number of the change that was just counted. */
    private long next() {
        return after + created + updated + deleted;
    }

    private void add(Revision revision, @Nullable Revision current) {
        if (order.dryRun()) {
            return;
        }
        Change change = Change.of(revision, current, order.mutationId());
        pending.add(change);
        pendingBytes += change.bytes();
        if (pendingBytes > CHUNK_BYTES || pending.size() == CHUNK_CHANGES) {
            flush();
        }
    }

    private void flush() {
        if (!pending.isEmpty()) {
            chunks.stage(account, after, job, staged, now, pending);
            staged++;
            pending.clear();
            pendingBytes = 0;
        }
    }
}
