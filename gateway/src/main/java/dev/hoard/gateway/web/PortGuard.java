package dev.hoard.gateway.web;

import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import dev.hoard.platform.security.ServiceTokens;
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

/**
 * Keeps the two ports apart: the public one shows neither {@code /internal} nor the actuator, the internal one shows
 * nothing else and asks for a service token on {@code /internal/**}. Paths are compared segment by segment after
 * decoding, as the handlers behind compare them.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
final class PortGuard implements WebFilter {

    private static final String BEARER = "Bearer ";
    private static final PathPattern INTERNAL = PathPatternParser.defaultInstance.parse("/internal/**");
    private static final PathPattern ACTUATOR = PathPatternParser.defaultInstance.parse("/actuator/**");
    private static final List<PathPattern> OPEN_ON_BOTH = List.of(
            PathPatternParser.defaultInstance.parse("/actuator/health/readiness"),
            PathPatternParser.defaultInstance.parse("/actuator/health/liveness"));

    private final InternalPort internalPort;
    private final ServiceTokens serviceTokens;

    PortGuard(InternalPort internalPort, ServiceTokens serviceTokens) {
        this.internalPort = internalPort;
        this.serviceTokens = serviceTokens;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        PathContainer path = request.getPath().pathWithinApplication();
        boolean internal = INTERNAL.matches(path);
        boolean hidden = internal || ACTUATOR.matches(path);
        if (hidden != internalPort.received(request) && !openOnBoth(path)) {
            return Mono.error(ProblemException.of(ProblemType.NOT_FOUND, "There is no such path."));
        }
        if (internal && !fromService(request)) {
            return Mono.error(ProblemException.of(ProblemType.UNAUTHENTICATED, "A service token is needed."));
        }
        return chain.filter(exchange);
    }

    private static boolean openOnBoth(PathContainer path) {
        return OPEN_ON_BOTH.stream().anyMatch(pattern -> pattern.matches(path));
    }

    private boolean fromService(ServerHttpRequest request) {
        String header = request.getHeaders().getFirst(HttpHeaders.AUTHORIZATION);
        return header != null
                && header.startsWith(BEARER)
                && serviceTokens.verify(header.substring(BEARER.length())).isPresent();
    }
}
