package dev.hoard.campaign.mutation;

import java.util.List;
import java.util.UUID;

/**
 * A push as it was read.
 *
 * @param labels what the answer calls each wish, in their order
 */
record Push(Batch batch, List<Label> labels) {

    /** @param resourceId as the client wrote it, which need not be an id */
    record Label(UUID mutationId, String resourceId) {}
}
