package dev.hoard.campaign.sequence;

import dev.hoard.campaign.conflict.ConflictRecord;
import dev.hoard.campaign.document.Revision;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One step of a document, or of a conflict between its edits, to its next revision.
 *
 * @param revision what the change leaves behind; its {@code rev} is the change's number
 * @param previous the revision it was made on, 0 for a document that was never there: the way back in time
 * @param mutationId the client's name for the change, where it gave one
 * @param conflict the whole of the conflict; null where a document changed
 * @param kept whether what it left behind is still known; otherwise {@code revision} has no content, which then means
 *     nothing
 */
public record Change(
        Revision revision,
        long previous,
        @Nullable UUID mutationId,
        @Nullable ConflictRecord conflict,
        boolean kept) {

    /** Of a document. */
    public Change(Revision revision, long previous, @Nullable UUID mutationId) {
        this(revision, previous, mutationId, null, true);
    }

    /** Of a conflict. */
    public static Change of(ConflictRecord conflict, long previous, @Nullable UUID mutationId) {
        return new Change(conflict.revision(), previous, mutationId, conflict, true);
    }

    /** The same change, which now leaves this behind. */
    Change with(Revision other) {
        return new Change(other, previous, mutationId, null, true);
    }

    public long seq() {
        return revision.rev();
    }
}
