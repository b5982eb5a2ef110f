package dev.hoard.campaign.resource;

import dev.hoard.campaign.document.Revision;
import dev.hoard.campaign.mutation.Edit;
import dev.hoard.campaign.mutation.Mutation;
import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.util.RawValue;

/** What a REST client is told where a push would tell it in a result. */
final class Refusals {

    private Refusals() {}

    static ProblemException conflict(Mutation mutation, @Nullable Revision theirs) {
        Problem problem = mutation.edit() instanceof Edit.Create
                ? Problem.of(ProblemType.CONFLICT, "There already is another document with this id.")
                : Problem.of(
                        ProblemType.PRECONDITION_FAILED, "The document was deleted; If-None-Match: * creates it anew.");
        return new ProblemException(
                theirs == null
                        ? problem
                        : problem.with("document", new RawValue(theirs.text()))
                                .withHeader("ETag", "\"" + theirs.rev() + "\""));
    }

    static ProblemException rejected(Problem problem) {
        if (problem.type() != ProblemType.MUTATION_ID_REUSED) {
            return new ProblemException(problem);
        }
        return ProblemException.of(
                ProblemType.IDEMPOTENCY_KEY_REUSED, "The Idempotency-Key was used for another request before.");
    }
}
