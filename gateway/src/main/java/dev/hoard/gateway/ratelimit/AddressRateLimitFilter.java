package dev.hoard.gateway.ratelimit;

import dev.hoard.gateway.web.ClientAddress;
import dev.hoard.gateway.web.InternalPort;
import dev.hoard.platform.problem.ProblemException;
import java.util.Set;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Limits what comes from one address, before anything is spent on it. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 20)
final class AddressRateLimitFilter implements WebFilter {

    private static final Set<String> CREDENTIAL_PATHS = Set.of("/api/v1/auth/login", "/api/v1/auth/register");

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
            if (CREDENTIAL_PATHS.contains(request.getPath().value())) {
                credentials.take(address, answer);
            }
        } catch (ProblemException e) {
            return Mono.error(e);
        }
        return chain.filter(exchange);
    }
}
