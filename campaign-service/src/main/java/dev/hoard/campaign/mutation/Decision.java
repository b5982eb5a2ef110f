package dev.hoard.campaign.mutation;

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
     * Both sides changed the document.
     *
     * @param base what both started from, where it is still known
     * @param mine null if the mutation deletes
     * @param theirs the current state, perhaps a tombstone
     */
    record Conflict(@Nullable Revision base, @Nullable Content mine, Revision theirs) implements Decision {}

    /** The mutation cannot be done. */
    record Refuse(Problem problem) implements Decision {}
}
