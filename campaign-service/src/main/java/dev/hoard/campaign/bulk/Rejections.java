package dev.hoard.campaign.bulk;

import dev.hoard.platform.problem.FieldProblem;
import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with the lines of a bulk body; pointers begin with the line's index. */
final class Rejections {

    /** More than anybody mends by hand. */
    private static final int MOST_SHOWN = 100;

    private final List<FieldProblem> shown = new ArrayList<>();
    private int count;

    boolean isEmpty() {
        return count == 0;
    }

    void add(int line, String pointer, String code, String message) {
        add(new FieldProblem("/" + line + pointer, code, message));
    }

    /** What is wrong inside one line's document. */
    void add(int line, Problem problem) {
        if (problem.errors().isEmpty()) {
            add(line, "", problem.type().slug(), problem.detail());
        }
        problem.errors().forEach(this::add);
    }

    void throwIfAny() {
        if (count > 0) {
            throw exception();
        }
    }

    /** Nothing behind a line without end can be read. */
    ProblemException tooLong(int line, int longest) {
        add(line, "", "too-large", "a line must have at most " + longest + " bytes");
        return exception();
    }

    private void add(FieldProblem problem) {
        count++;
        if (shown.size() < MOST_SHOWN) {
            shown.add(problem);
        }
    }

    private ProblemException exception() {
        return new ProblemException(
                Problem.of(ProblemType.BULK_REJECTED, "The documents break " + count + " rule(s), nothing was written.")
                        .withErrors(shown));
    }
}
