package dev.hoard.gateway.ratelimit;

import dev.hoard.gateway.web.ClientAddress;
import dev.hoard.gateway.web.InternalPort;
import dev.hoard.platform.problem.ProblemException;
import java.util.List;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import reactor.core.publisher.Mono;

/** Limits what comes from one address, before anything is spent on it. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 20)
final class AddressRateLimitFilter implements WebFilter {

    /** Compared after decoding, as the controllers are found: {@code %6cogin} is no way around. */
    private static final List<PathPattern> CREDENTIAL_PATHS = List.of(
            PathPatternParser.defaultInstance.parse("/api/v1/auth/login"),
            PathPatternParser.defaultInstance.parse("/api/v1/auth/register"));

    private final InternalPort internalPort;
    private final RateLimit requests;
    private final RateLimit credentials;

    AddressRateLimitFilter(RateLimitProperties properties, InternalPort internalPort) {
        this.internalPort = internalPort;
        this.requests = new RateLimit(properties.address());
        this.credentials = new RateLimit(properties.credentials());
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        if (internalPort.received(request)) {
            return chain.filter(exchange);
        }
        try {
            Object address = ClientAddress.of(request).household();
            HttpHeaders answer = exchange.getResponse().getHeaders();
            requests.take(address, answer);
            if (asksForCredentials(request)) {
                credentials.take(address, answer);
            }
        } catch (ProblemException e) {
            return Mono.error(e);
        }
        return chain.filter(exchange);
    }

    private static boolean asksForCredentials(ServerHttpRequest request) {
        PathContainer path = request.getPath().pathWithinApplication();
        return CREDENTIAL_PATHS.stream().anyMatch(pattern -> pattern.matches(path));
    }
}
