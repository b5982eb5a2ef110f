package dev.hoard.platform.problem;

import java.time.Duration;
import java.util.List;

/** Ends a request with a {@link Problem}. */
public final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public ProblemException(Problem problem) {
        super(problem.type().slug() + ": " + problem.detail());
        this.problem = problem;
    }

    public ProblemException(Problem problem, Throwable cause) {
        super(problem.type().slug() + ": " + problem.detail(), cause);
        this.problem = problem;
    }

    public static ProblemException of(ProblemType type, String detail) {
        return new ProblemException(Problem.of(type, detail));
    }

    /** A resource that does not exist, or belongs to somebody else: the two are told apart by nobody. */
    public static ProblemException notFound(String what) {
        return of(ProblemType.NOT_FOUND, "There is no such " + what + ".");
    }

    public static ProblemException invalid(List<FieldProblem> errors) {
        return new ProblemException(
                Problem.of(ProblemType.VALIDATION_FAILED, "The body breaks " + errors.size() + " rule(s), see errors.")
                        .withErrors(errors));
    }

    public static ProblemException premiumRequired() {
        return of(
                ProblemType.PREMIUM_REQUIRED,
                "Cloud writes need a premium subscription. Reading, pulling and exporting what you have, deleting it and"
                        + " resolving conflicts still work.");
    }

    public static ProblemException unavailable(String detail, Throwable cause) {
        return new ProblemException(
                Problem.of(ProblemType.UNAVAILABLE, detail).retryAfter(Duration.ofSeconds(2)), cause);
    }

    public Problem problem() {
        return problem;
    }
}
