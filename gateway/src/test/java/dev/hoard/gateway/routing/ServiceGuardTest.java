package dev.hoard.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.publisher.Mono;

class ServiceGuardTest {

    private final CircuitBreaker breaker = CircuitBreaker.of(
            "test",
            CircuitBreakerConfig.custom()
                    .slidingWindowSize(2)
                    .minimumNumberOfCalls(2)
                    .permittedNumberOfCallsInHalfOpenState(1)
                    .build());
    private final ServiceGuard guard = new ServiceGuard(breaker, null);

    @Test
    void anOpenStreamHasLongSucceeded() {
        breaker.transitionToOpenState();
        breaker.transitionToHalfOpenState();
        MockServerWebExchange exchange = exchange();

        var stream = guard.filter(
                        exchange, one -> one.getResponse().setComplete().then(Mono.never()))
                .subscribe();

        assertThat(breaker.getState()).isEqualTo(CircuitBreaker.State.CLOSED);
        stream.dispose();
    }

    @Test
    void aClientThatLeavesGivesItsTrialBack() {
        breaker.transitionToOpenState();
        breaker.transitionToHalfOpenState();

        guard.filter(exchange(), one -> Mono.never()).subscribe().dispose();

        assertThat(breaker.getState()).isEqualTo(CircuitBreaker.State.HALF_OPEN);
        assertThat(breaker.tryAcquirePermission()).isTrue();
    }

    @Test
    void aRefusalOfOurOwnIsNoFailureOfTheService() {
        for (int i = 0; i < 4; i++) {
            guard.filter(exchange(), one -> Mono.error(ProblemException.of(ProblemType.TOO_LARGE, "too large")))
                    .onErrorComplete()
                    .block();
        }

        assertThat(breaker.getState()).isEqualTo(CircuitBreaker.State.CLOSED);
        assertThat(breaker.getMetrics().getNumberOfFailedCalls()).isZero();
    }

    @Test
    void noAnswerIsAFailure() {
        for (int i = 0; i < 2; i++) {
            guard.filter(exchange(), one -> Mono.error(new IOException("connection refused")))
                    .onErrorComplete()
                    .block();
        }

        assertThat(breaker.getState()).isEqualTo(CircuitBreaker.State.OPEN);
    }

    private static MockServerWebExchange exchange() {
        return MockServerWebExchange.from(MockServerHttpRequest.get("/"));
    }
}
