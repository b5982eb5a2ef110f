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

    @ExceptionHandler
    ResponseEntity<byte[]> problem(ProblemException e, HttpServletRequest request) {
        return answer(e.problem(), request);
    }

    @ExceptionHandler
    ResponseEntity<byte[]> json(JacksonException e, HttpServletRequest request) {
        return answer(StrictJson.problem(e), request);
    }

    @ExceptionHandler
    ResponseEntity<byte[]> unreadable(HttpMessageNotReadableException e, HttpServletRequest request) {
        Problem problem = e.getCause() instanceof JacksonException json
                ? StrictJson.problem(json)
                : Problem.of(ProblemType.MALFORMED_JSON, "A JSON body is needed.");
        return answer(problem, request);
    }

    @ExceptionHandler
    ResponseEntity<byte[]> invalid(MethodArgumentNotValidException e, HttpServletRequest request) {
        List<FieldProblem> errors = e.getBindingResult().getFieldErrors().stream()
                .map(ProblemAdvice::fieldProblem)
                .toList();
        return answer(ProblemException.invalid(errors).problem(), request);
    }

    private static FieldProblem fieldProblem(FieldError error) {
        String pointer = "/" + error.getField().replace('.', '/');
        return error.isBindingFailure() // whose message names our classes
                ? new FieldProblem(pointer, "wrong-form", "has the wrong form")
                : new FieldProblem(pointer, String.valueOf(error.getCode()), String.valueOf(error.getDefaultMessage()));
    }

    @ExceptionHandler
    ResponseEntity<byte[]> wrongParameter(MethodArgumentTypeMismatchException e, HttpServletRequest request) {
        return answer(
                Problem.of(ProblemType.BAD_REQUEST, "The parameter '" + e.getName() + "' has the wrong form."),
                request);
    }

    @ExceptionHandler
    ResponseEntity<byte[]> noSuchPath(NoResourceFoundException e, HttpServletRequest request) {
        return answer(Problem.of(ProblemType.NOT_FOUND, "There is no such path."), request);
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
        if (e instanceof ErrorResponse known) {
            ProblemType type = ProblemType.ofStatus(known.getStatusCode().value());
            HttpHeaders headers = known.getHeaders();
            String detail = known.getBody().getDetail();
            return answer(Problem.of(type, detail == null ? type.title() + "." : detail), request, headers);
        }
        LOG.error("A request failed: {} {}", request.getMethod(), request.getRequestURI(), e);
        return answer(
                Problem.of(ProblemType.INTERNAL, "The request failed; the trace id finds it in our logs."), request);
    }

    private ResponseEntity<byte[]> answer(Problem problem, HttpServletRequest request) {
        return answer(problem, request, HttpHeaders.EMPTY);
    }

    private ResponseEntity<byte[]> answer(Problem problem, HttpServletRequest request, HttpHeaders headers) {
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(problem.type().status())
                .headers(headers)
                .contentType(MediaType.parseMediaType(ProblemJson.MEDIA_TYPE));
        problem.headers().forEach(answer::header);
        return answer.body(problems.render(problem, request.getRequestURI()));
    }
}
