package dev.hoard.campaign.mutation;

import dev.hoard.campaign.document.Revision;
import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemJson;
import dev.hoard.platform.problem.ProblemType;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Why nothing of an atomic batch is done: its first mutation that cannot be. */
final class AtomicFailure {

    private AtomicFailure() {}

    static ProblemException at(int index, Batch batch, Outcome.Rejected rejected) {
        Problem cause = rejected.problem();
        return new ProblemException(
                named(index, batch, "was rejected: " + cause.detail()).with("problem", ProblemJson.members(cause)));
    }

    static ProblemException at(int index, Batch batch, @Nullable Revision theirs) {
        return new ProblemException(named(
                index,
                batch,
                theirs == null
                        ? "is older than what is known of its document"
                        : "conflicts with revision " + theirs.rev() + " of its document"));
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
