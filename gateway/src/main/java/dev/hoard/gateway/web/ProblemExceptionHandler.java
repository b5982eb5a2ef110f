package dev.hoard.gateway.web;

import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemJson;
import dev.hoard.platform.problem.ProblemType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.webflux.error.ErrorWebExceptionHandler;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The one place where whatever ended a request, in a filter, a route or a controller, becomes a problem (ERR-1). */
@Component
@Order(-2)
final class ProblemExceptionHandler implements ErrorWebExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemExceptionHandler.class);
    private static final MediaType PROBLEM = MediaType.parseMediaType(ProblemJson.MEDIA_TYPE);

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
        if (exchange.getResponse().isCommitted()) {
            // The answer has begun: the connection must break, so that a torn body does not look whole.
            return Mono.error(failure);
        }
        Problem problem = FailureProblems.of(failure);
        if (problem.type() == ProblemType.INTERNAL) {
            LOG.error(
                    "A request failed: {} {}",
                    exchange.getRequest().getMethod(),
                    exchange.getRequest().getPath(),
                    failure);
        }
        return write(exchange, problem);
    }

    private static Mono<Void> write(ServerWebExchange exchange, Problem problem) {
        ServerHttpResponse response = exchange.getResponse();
        String instance = exchange.getRequest().getPath().value();
        byte[] body = ProblemJson.render(
                problem, instance, RequestTrace.traceId(exchange).orElse(null));
        response.setStatusCode(HttpStatusCode.valueOf(problem.type().status()));
        problem.headers().forEach(response.getHeaders()::set);
        response.getHeaders().setContentType(PROBLEM);
        response.getHeaders().setContentLength(body.length);
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
    }
}
