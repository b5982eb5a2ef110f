package dev.hoard.platform.web;

import dev.hoard.platform.observability.Traces;
import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemJson;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Answers with a problem from where no controller advice reaches: filters, security, the error page. */
public final class ProblemWriter {

    private final Traces traces;

    ProblemWriter(Traces traces) {
        this.traces = traces;
    }

    public void write(Problem problem, HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        byte[] body = render(problem, request.getRequestURI());
        response.resetBuffer();
        response.setStatus(problem.type().status());
        problem.headers().forEach(response::setHeader);
        response.setContentType(ProblemJson.MEDIA_TYPE);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    byte[] render(Problem problem, String path) {
        return ProblemJson.render(problem, path, traces.currentTraceId());
    }
}
