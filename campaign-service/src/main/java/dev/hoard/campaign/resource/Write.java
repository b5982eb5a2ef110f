package dev.hoard.campaign.resource;

import dev.hoard.campaign.document.ResourceType;
import dev.hoard.platform.id.Uuids;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import dev.hoard.platform.security.Caller;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What all writes over REST bring along.
 *
 * @param idempotencyKey makes the write repeatable (DATA-3)
 */
record Write(
        Caller caller,
        ResourceType type,
        Conditions conditions,
        @Nullable String idempotencyKey) {

    private static final int LONGEST_KEY = 255;

    Write {
        if (idempotencyKey != null && (idempotencyKey.isBlank() || idempotencyKey.length() > LONGEST_KEY)) {
            throw ProblemException.of(
                    ProblemType.BAD_REQUEST, "An Idempotency-Key must have 1 to " + LONGEST_KEY + " characters.");
        }
    }

    boolean isRepeatable() {
        return idempotencyKey != null;
    }

    /** The mutation the key names; null without a key. */
    @Nullable
    UUID mutationId() {
        return idempotencyKey == null ? null : Uuids.v5(caller.account().value(), idempotencyKey);
    }

    /** An id for a document that came without one: the same each time the write is repeated. */
    UUID newId() {
        UUID mutation = mutationId();
        return mutation == null ? Uuids.v7() : Uuids.v5(mutation, "document");
    }
}
