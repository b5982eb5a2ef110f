package dev.hoard.campaign.mutation;

import dev.hoard.campaign.document.Content;
import dev.hoard.campaign.document.Revision;
import dev.hoard.campaign.sequence.Receipt;
import dev.hoard.platform.problem.Problem;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What became of one mutation. Where nobody is shown its document, that may have its number only, and no content. */
public sealed interface Outcome {

    /**
     * The document is as the mutation wants it.
     *
     * @param document as it is now, perhaps a tombstone; null if it was never there
     * @param created whether the mutation brought it to life
     * @param surprising whether the document differs from what the client sent
     */
    record Applied(@Nullable Revision document, boolean created, boolean surprising) implements Outcome {}

    /**
     * The mutation was decided before, and nothing was done now.
     *
     * @param document as the first answer left it; null if it was never there or is no longer kept
     */
    record Duplicate(Receipt receipt, @Nullable Revision document) implements Outcome {}

    /**
     * Both sides changed the document, and it has what both want.
     *
     * @param surprising whether the document differs from what the client sent
     */
    record Merged(Revision document, boolean surprising) implements Outcome {}

    /**
     * Both sides changed the document, one had its way, and the conflict keeps what the other wanted.
     *
     * @param document as it is now, perhaps a tombstone; null if there is none
     * @param surprising whether the document differs from what the client sent
     */
    record Conflicting(UUID conflictId, @Nullable Revision document, boolean surprising) implements Outcome {}

    /**
     * Both sides changed the document, and what is to become of it is left to the client; nothing was done.
     *
     * @param mine null if the mutation deletes
     * @param theirs null where nothing is known of the document any more
     */
    record Undecided(
            @Nullable Revision base,
            @Nullable Content mine,
            @Nullable Revision theirs) implements Outcome {

        /** Size of what is shown of all sides. */
        int bytes() {
            return (base == null ? 0 : base.bytes())
                    + (mine == null ? 0 : mine.bytes())
                    + (theirs == null ? 0 : theirs.bytes());
        }
    }

    /** The mutation cannot be done; it is not remembered and may be sent again. */
    record Rejected(Problem problem) implements Outcome {}
}
