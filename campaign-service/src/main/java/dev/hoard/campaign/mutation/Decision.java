package dev.hoard.campaign.mutation;

import dev.hoard.campaign.conflict.ConflictRecord;
import dev.hoard.campaign.conflict.Take;
import dev.hoard.campaign.document.Content;
import dev.hoard.campaign.document.Revision;
import dev.hoard.platform.problem.Problem;
import org.jspecify.annotations.Nullable;

/** What is to happen because of one mutation. */
sealed interface Decision {

    /**
     * The document takes its next revision.
     *
     * @param content null for a tombstone
     * @param surprising whether the document is not what the client will take it for, so that it must be shown
     * @param known whether the client knows all that the document then holds, so that its later mutations build on it
     */
    record Write(@Nullable Content content, boolean surprising, boolean known) implements Decision {}

    /**
     * The document stays as it is.
     *
     * @param known whether the client knows all that the document holds; not so where others changed it
     */
    record Keep(boolean surprising, boolean known) implements Decision {}

    /**
     * Both sides changed the document, or the client does not know what became of it.
     *
     * @param base what both started from, where it is still known
     * @param mine null if the mutation deletes
     * @param theirs the current state, perhaps a tombstone; null where nothing is known of the document any more
     * @param known whether the client knows all of {@code mine}
     * @param buried whether the document must stay away, as the client knows less than what is forgotten here (SYNC-10)
     */
    record Conflict(
            @Nullable Revision base,
            @Nullable Content mine,
            @Nullable Revision theirs,
            boolean known,
            boolean buried) implements Decision {

        @Nullable
        Content theirContent() {
            return theirs == null ? null : theirs.content();
        }

        /** Whether both sides came to the same document, so that only a merge can make more of it. */
        boolean isOverNothing() {
            Content there = theirContent();
            return mine != null && there != null && mine.sameAs(there);
        }

        /** What is left to do where nothing is to be made of it. */
        Keep nothing() {
            return new Keep(!known || mine == null || !mine.asSent(), known);
        }
    }

    /** A conflict's owner has decided, and this is to become of the document; null if it is to go, or to stay away. */
    record Resolve(
            ConflictRecord conflict, Take take, @Nullable Content content) implements Decision {}

    /** The mutation cannot be done. */
    record Refuse(Problem problem) implements Decision {}
}
