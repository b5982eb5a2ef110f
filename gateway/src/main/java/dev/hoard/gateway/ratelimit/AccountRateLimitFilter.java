package dev.hoard.gateway.ratelimit;

import dev.hoard.platform.problem.ProblemException;
import java.security.Principal;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Limits what one account asks for, from wherever; it stands right behind Spring Security's filters (order -100). */
@Component
@Order(-90)
final class AccountRateLimitFilter implements WebFilter {

    private static final String NOBODY = "";

    private final RateLimit requests;

    AccountRateLimitFilter(RateLimitProperties properties) {
        this.requests = new RateLimit(properties.account());
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        return exchange.getPrincipal()
                .map(Principal::getName)
                .defaultIfEmpty(NOBODY)
                .flatMap(account -> limited(account, exchange, chain));
    }

    private Mono<Void> limited(String account, ServerWebExchange exchange, WebFilterChain chain) {
        if (!account.equals(NOBODY)) {
            try {
                requests.take(account, exchange.getResponse().getHeaders());
            } catch (ProblemException e) {
                return Mono.error(e);
            }
        }
        return chain.filter(exchange);
    }
}
