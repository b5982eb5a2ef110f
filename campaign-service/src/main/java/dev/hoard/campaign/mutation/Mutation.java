package dev.hoard.campaign.mutation;

import dev.hoard.campaign.document.ResourceType;
import dev.hoard.campaign.sequence.Fingerprint;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One wish to change one document.
 *
 * @param id makes it idempotent; null when the client gave none and so cannot send it again
 * @param request what was asked, to tell a repetition from another request under the same id
 * @param onlyKnown whether a document that was never there is an error, as REST has it, rather than something to create
 *     or nothing to delete
 */
public record Mutation(
        @Nullable UUID id,
        Fingerprint request,
        ResourceType type,
        UUID resource,
        Edit edit,
        Expectation expectation,
        boolean onlyKnown)
        implements Wish {

    /** Deleting and resolving stay open to accounts that do not pay (DATA-4). */
    boolean needsPremium() {
        return !(edit instanceof Edit.Delete || edit instanceof Edit.Resolve);
    }
}
