package dev.hoard.gateway.web;

import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;
import dev.hoard.platform.json.StrictJson;
import dev.hoard.platform.problem.FieldProblem;
import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.validation.FieldError;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.support.WebExchangeBindException;
import org.springframework.web.reactive.resource.NoResourceFoundException;
import org.springframework.web.server.ServerWebInputException;
import tools.jackson.core.JacksonException;

/** What a failure means for the client (ERR-1, ERR-3, ERR-4). */
final class FailureProblems {

    private static final Duration DATABASE_RETRY = Duration.ofSeconds(2);

    private FailureProblems() {}

    static Problem of(Throwable failure) {
        return switch (failure) {
            case ProblemException known -> known.problem();
            case WebExchangeBindException invalid -> invalid(invalid);
            case ServerWebInputException unreadable -> unreadable(unreadable);
            case NoResourceFoundException nothing -> nothingHere();
            case MongoTimeoutException down -> databaseDown();
            case MongoSocketException down -> databaseDown();
            default -> other(failure);
        };
    }

    private static Problem invalid(WebExchangeBindException failure) {
        List<FieldProblem> errors = failure.getFieldErrors().stream()
                .map(error -> new FieldProblem(
                        "/" + error.getField().replace('.', '/'),
                        code(error),
                        String.valueOf(error.getDefaultMessage())))
                .toList();
        return ProblemException.invalid(errors).problem();
    }

    private static Problem unreadable(ServerWebInputException failure) {
        Optional<JacksonException> json = cause(failure, JacksonException.class);
        if (json.isPresent()) {
            return StrictJson.problem(json.get());
        }
        if (cause(failure, DataBufferLimitException.class).isPresent()) {
            return Problem.of(ProblemType.TOO_LARGE, "The body is larger than this path takes.");
        }
        if (failure.getMethodParameter() != null && isBody(failure)) {
            return Problem.of(ProblemType.MALFORMED_JSON, "A JSON body is needed.");
        }
        return Problem.of(ProblemType.BAD_REQUEST, "A parameter is missing or has the wrong form.");
    }

    private static boolean isBody(ServerWebInputException failure) {
        var parameter = failure.getMethodParameter();
        return parameter != null
                && parameter.hasParameterAnnotation(org.springframework.web.bind.annotation.RequestBody.class);
    }

    private static Problem other(Throwable failure) {
        if (cause(failure, DataBufferLimitException.class).isPresent()) {
            return Problem.of(ProblemType.TOO_LARGE, "The body is larger than this path takes.");
        }
        return failure instanceof ErrorResponse known ? status(known) : internal();
    }

    private static Problem status(ErrorResponse known) {
        ProblemType type = ProblemType.ofStatus(known.getStatusCode().value());
        if (type == ProblemType.INTERNAL) {
            return internal();
        }
        if (type == ProblemType.NOT_FOUND) {
            return nothingHere();
        }
        Problem problem = Problem.of(type, type.title() + ".");
        for (Map.Entry<String, List<String>> header : known.getHeaders().headerSet()) {
            problem = problem.withHeader(header.getKey(), String.join(", ", header.getValue()));
        }
        boolean retry = type == ProblemType.UNAVAILABLE || type == ProblemType.TOO_MANY_REQUESTS;
        return retry ? problem.retryAfter(DATABASE_RETRY) : problem;
    }

    private static Problem nothingHere() {
        return Problem.of(ProblemType.NOT_FOUND, "There is no such path.");
    }

    private static Problem databaseDown() {
        return Problem.of(ProblemType.UNAVAILABLE, "Accounts cannot be reached at this moment. Try again soon.")
                .retryAfter(DATABASE_RETRY);
    }

    private static Problem internal() {
        return Problem.of(ProblemType.INTERNAL, "The request failed; the trace id finds it in our logs.");
    }

    /** The broken rule's name in the style of our other codes: {@code NotBlank} becomes {@code not-blank}. */
    private static String code(FieldError error) {
        return String.valueOf(error.getCode())
                .replaceAll("(?<=[a-z])(?=[A-Z])", "-")
                .toLowerCase(Locale.ROOT);
    }

    private static <T extends Throwable> Optional<T> cause(@Nullable Throwable failure, Class<T> type) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (type.isInstance(at)) {
                return Optional.of(type.cast(at));
            }
        }
        return Optional.empty();
    }
}
