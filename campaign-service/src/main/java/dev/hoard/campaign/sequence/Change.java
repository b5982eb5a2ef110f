package dev.hoard.campaign.sequence;

import dev.hoard.campaign.conflict.ConflictRecord;
import dev.hoard.campaign.document.Content;
import dev.hoard.campaign.document.Revision;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One step of a document, or of a conflict between its edits, to its next revision.
 *
 * @param revision what the change leaves behind; its {@code rev} is the change's number
 * @param previous the revision it was made on, 0 for a document that was never there: the way back in time
 * @param mutationId the client's name for the change, where it gave one
 * @param conflict the whole of the conflict; null where a document changed
 * @param before what the document had at {@code previous}, where that was old by then; null otherwise
 * @param kept whether what it left behind is still known; otherwise {@code revision} has no content, which then means
 *     nothing
 */
public record Change(
        Revision revision,
        long previous,
        @Nullable UUID mutationId,
        @Nullable ConflictRecord conflict,
        @Nullable Content before,
        boolean kept) {

    /** How long ago a revision was left behind, in days, that counts as old. */
    static final int OLD_DAYS = 15;
    /** How many numbers ago a revision was left behind that counts as old. */
    static final int OLD_NUMBERS = 25_000;

    /** Of a document that was there but lately, or never. */
    public Change(Revision revision, long previous, @Nullable UUID mutationId) {
        this(revision, previous, mutationId, null, null, true);
    }

    /**
     * Of a document. What an old revision had goes into the change that supersedes it: clients that have seen it may be
     * about to push what they made of it, and its own change is pruned by its age.
     */
    public static Change of(Revision revision, @Nullable Revision superseded, @Nullable UUID mutationId) {
        if (superseded == null) {
            return new Change(revision, 0, mutationId);
        }
        boolean old = superseded.rev() + OLD_NUMBERS <= revision.rev()
                || !superseded.updatedAt().plus(Duration.ofDays(OLD_DAYS)).isAfter(revision.updatedAt());
        return new Change(revision, superseded.rev(), mutationId, null, old ? superseded.content() : null, true);
    }

    /** Of a conflict. */
    public static Change of(ConflictRecord conflict, long previous, @Nullable UUID mutationId) {
        return new Change(conflict.revision(), previous, mutationId, conflict, null, true);
    }

    /** The same change, which now leaves this behind. */
    Change with(Revision other) {
        return new Change(other, previous, mutationId);
    }

    public long seq() {
        return revision.rev();
    }

    /** Size of the clients' fields in it, in UTF-8. */
    public int bytes() {
        return revision.bytes() + (before == null ? 0 : before.bytes()) + (conflict == null ? 0 : conflict.bytes());
    }
}
