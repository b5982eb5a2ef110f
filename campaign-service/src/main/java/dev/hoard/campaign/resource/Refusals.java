package dev.hoard.campaign.resource;

import dev.hoard.campaign.document.DocumentProblems;
import dev.hoard.campaign.document.Revision;
import dev.hoard.campaign.mutation.Edit;
import dev.hoard.campaign.mutation.Mutation;
import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import org.jspecify.annotations.Nullable;

/** What a REST client is told where a push would tell it in a result. */
final class Refusals {

    private Refusals() {}

    static ProblemException conflict(Mutation mutation, @Nullable Revision theirs) {
        return new ProblemException(
                mutation.edit() instanceof Edit.Create
                        ? DocumentProblems.alreadyThere(theirs)
                        : DocumentProblems.preconditionFailed(theirs));
    }

    static ProblemException rejected(Problem problem) {
        if (problem.type() != ProblemType.MUTATION_ID_REUSED) {
            return new ProblemException(problem);
        }
        return ProblemException.of(
                ProblemType.IDEMPOTENCY_KEY_REUSED, "The Idempotency-Key was used for another request before.");
    }
}
