package dev.hoard.platform.web;

import dev.hoard.platform.json.StrictJson;
import dev.hoard.platform.problem.FieldProblem;
import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemJson;
import dev.hoard.platform.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.validation.FieldError;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import tools.jackson.core.JacksonException;

/** Turns whatever ends a request into a problem (ERR-1). An unexpected failure shows its trace id and nothing else. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
final class ProblemAdvice {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

    private final ProblemWriter problems;

    ProblemAdvice(ProblemWriter problems) {
        this.problems = problems;
    }

    /** The client has gone: there is nobody to answer. */
    @ExceptionHandler
    void gone(AsyncRequestNotUsableException e) {
        LOG.debug("The client left before the answer was written");
    }

    @ExceptionHandler
    ResponseEntity<byte[]> anything(Exception e, HttpServletRequest request, HttpServletResponse response)
            throws Exception {
        if (response.isCommitted()) {
            // A part of the answer is with the client, and a problem would be taken for more of it. Only the container
            // can break the connection off, which says that the rest will not come.
            throw e;
        }
        Problem problem = problem(e, request);
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(problem.type().status())
                .headers(e instanceof ErrorResponse known ? known.getHeaders() : HttpHeaders.EMPTY)
                .contentType(MediaType.parseMediaType(ProblemJson.MEDIA_TYPE));
        problem.headers().forEach(answer::header);
        return answer.body(problems.render(problem, request.getRequestURI()));
    }

    private static Problem problem(Exception e, HttpServletRequest request) {
        return switch (e) {
            case ProblemException known -> known.problem();
            case JacksonException json -> StrictJson.problem(json);
            case HttpMessageNotReadableException unreadable ->
                unreadable.getCause() instanceof JacksonException json
                        ? StrictJson.problem(json)
                        : Problem.of(ProblemType.MALFORMED_JSON, "A JSON body is needed.");
            case MethodArgumentNotValidException invalid ->
                invalid(invalid.getBindingResult().getFieldErrors());
            case MethodArgumentTypeMismatchException mismatch ->
                Problem.of(ProblemType.BAD_REQUEST, "The parameter '" + mismatch.getName() + "' has the wrong form.");
            case NoResourceFoundException nothing -> Problem.of(ProblemType.NOT_FOUND, "There is no such path.");
            case ErrorResponse known -> spring(known);
            default -> unexpected(e, request);
        };
    }

    private static Problem invalid(List<FieldError> errors) {
        return ProblemException.invalid(
                        errors.stream().map(ProblemAdvice::fieldProblem).toList())
                .problem();
    }

    private static FieldProblem fieldProblem(FieldError error) {
        String pointer = "/" + error.getField().replace('.', '/');
        return error.isBindingFailure() // whose message names our classes
                ? new FieldProblem(pointer, "wrong-form", "has the wrong form")
                : new FieldProblem(pointer, String.valueOf(error.getCode()), String.valueOf(error.getDefaultMessage()));
    }

    private static Problem spring(ErrorResponse known) {
        ProblemType type = ProblemType.ofStatus(known.getStatusCode().value());
        String detail = known.getBody().getDetail();
        return Problem.of(type, detail == null ? type.title() + "." : detail);
    }

    private static Problem unexpected(Exception e, HttpServletRequest request) {
        LOG.error("A request failed: {} {}", request.getMethod(), request.getRequestURI(), e);
        return Problem.of(ProblemType.INTERNAL, "The request failed; the trace id finds it in our logs.");
    }
}
