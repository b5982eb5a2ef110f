package dev.hoard.campaign.mutation;

import dev.hoard.campaign.conflict.ConflictRecord;
import dev.hoard.campaign.conflict.Take;
import dev.hoard.campaign.document.Content;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What a mutation wants to become of its document. Content is already held to its rules; a patch's result is not yet. */
public sealed interface Edit {

    /** A document that is not there yet. */
    record Create(Content content) implements Edit {}

    /** The whole document, there or not. */
    record Replace(Content content) implements Edit {}

    /**
     * Some fields, by JSON Merge Patch.
     *
     * @param pointer where the patch stands in the request, for what is wrong with its result
     */
    record Patch(ObjectNode fields, String pointer) implements Edit {}

    /** No document. */
    record Delete() implements Edit {}

    /**
     * What the owner takes for a conflict's document. The conflict may have been decided meanwhile; then the mutation has
     * a receipt, since every resolution of a conflict has the same id.
     *
     * @param document what to take where that is neither side
     */
    record Resolve(
            ConflictRecord conflict, Take take, @Nullable Content document) implements Edit {}
}
