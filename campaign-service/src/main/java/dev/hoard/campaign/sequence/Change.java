package dev.hoard.campaign.sequence;

import dev.hoard.campaign.document.Revision;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One document's step to its next revision.
 *
 * @param revision the document as the change leaves it; its {@code rev} is the change's number
 * @param previous the revision it was made on, 0 for a document that was never there: the way back in time
 * @param mutationId the client's name for the change, where it gave one
 */
public record Change(
        Revision revision, long previous, @Nullable UUID mutationId) {

    public long seq() {
        return revision.rev();
    }
}
