package dev.hoard.campaign.mutation;

import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemJson;
import dev.hoard.platform.problem.ProblemType;
import java.util.UUID;

/** Why nothing of an atomic batch is done: its first mutation that cannot be. */
final class AtomicFailure {

    private AtomicFailure() {}

    static ProblemException at(int index, Batch batch, Outcome.Rejected rejected) {
        Problem cause = rejected.problem();
        return new ProblemException(
                named(index, batch, "was rejected: " + cause.detail()).with("problem", ProblemJson.members(cause)));
    }

    static ProblemException at(int index, Batch batch, Outcome.Conflicting conflict) {
        return new ProblemException(named(
                index, batch, "conflicts with revision " + conflict.theirs().rev() + " of its document"));
    }

    private static Problem named(int index, Batch batch, String what) {
        Problem problem = Problem.of(
                        ProblemType.ATOMIC_PUSH_FAILED,
                        "Nothing was written, since mutation " + index + " " + what + ".")
                .with("index", index);
        UUID id = batch.wishes().get(index).id();
        return id == null ? problem : problem.with("mutationId", id.toString());
    }
}
