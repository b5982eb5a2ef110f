package dev.hoard.gateway.web;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;
import org.springframework.web.server.ServerWebExchange;

/** By which ids a request is found again: its trace, and the id the client may have given it. */
public final class RequestTrace {

    public static final String REQUEST_ID = "X-Request-Id";

    private static final Pattern ACCEPTED_ID = Pattern.compile("[A-Za-z0-9._:/+=-]{1,128}");

    private RequestTrace() {}

    public static Optional<String> traceId(ServerWebExchange exchange) {
        return context(exchange).map(TraceContext::traceId);
    }

    /** The W3C header (version 00) that carries the trace on, into an event for instance. */
    public static Optional<String> traceparent(ServerWebExchange exchange) {
        return context(exchange)
                .map(trace -> "00-" + trace.traceId() + "-" + trace.spanId() + "-"
                        + (Boolean.TRUE.equals(trace.sampled()) ? "01" : "00"));
    }

    /** The client's request id, if it is one that may stand in a log; otherwise the trace id. */
    public static Optional<String> requestId(ServerWebExchange exchange) {
        String given = exchange.getRequest().getHeaders().getFirst(REQUEST_ID);
        return given != null && ACCEPTED_ID.matcher(given).matches() ? Optional.of(given) : traceId(exchange);
    }

    private static Optional<TraceContext> context(ServerWebExchange exchange) {
        return ServerRequestObservationContext.findCurrent(exchange.getAttributes())
                .map(observation -> observation.<TracingContext>get(TracingContext.class))
                .map(TracingContext::getSpan)
                .map(Span::context);
    }
}
