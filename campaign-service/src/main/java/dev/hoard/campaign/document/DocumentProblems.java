package dev.hoard.campaign.document;

import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemType;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.util.RawValue;

/** Refusals that show the document as it is, so that the client can decide at once (DATA-2). */
public final class DocumentProblems {

    private DocumentProblems() {}

    /** The document is not what the writer takes for granted. */
    public static Problem preconditionFailed(@Nullable Revision current) {
        if (current == null) {
            return Problem.of(ProblemType.PRECONDITION_FAILED, "The document does not exist.");
        }
        String detail = current.live()
                ? "The document is at revision " + current.rev() + "."
                : "The document was deleted; If-None-Match: * creates it anew.";
        return showing(Problem.of(ProblemType.PRECONDITION_FAILED, detail), current);
    }

    /** The document cannot be created. */
    public static Problem alreadyThere(@Nullable Revision current) {
        Problem problem = Problem.of(ProblemType.CONFLICT, "There already is another document with this id.");
        return current == null ? problem : showing(problem, current);
    }

    private static Problem showing(Problem problem, Revision current) {
        return problem.with("document", new RawValue(current.text())).withHeader("ETag", "\"" + current.rev() + "\"");
    }
}
