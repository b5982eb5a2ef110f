package dev.hoard.gateway.routing;

import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Stands before one service: a circuit breaker and a time limit.
 *
 * <p>The breaker judges whether an answer began: any status is an answer, and a stream that runs for hours has long been a
 * success. (Spring Cloud's filter judges at the end, so that one open stream holds a half-open breaker's trial for ever.)
 */
final class ServiceGuard implements GatewayFilter, Ordered {

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final CircuitBreaker breaker;
    private final @Nullable Duration timeLimit;

    /** @param timeLimit for the whole exchange; null for none */
    ServiceGuard(CircuitBreaker breaker, @Nullable Duration timeLimit) {
        this.breaker = breaker;
        this.timeLimit = timeLimit;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        return Mono.defer(() -> breaker.tryAcquirePermission() ? guarded(exchange, chain) : Mono.error(refused()));
    }

    private Mono<Void> guarded(ServerWebExchange exchange, GatewayFilterChain chain) {
        Attempt attempt = new Attempt(breaker);
        exchange.getResponse().beforeCommit(() -> Mono.fromRunnable(attempt::answered));
        Mono<Void> answer = chain.filter(exchange);
        Mono<Void> limited = timeLimit == null ? answer : answer.timeout(timeLimit);
        return limited.doOnError(attempt::failed)
                .doOnSuccess(nothing -> attempt.answered())
                .doOnCancel(attempt::abandoned)
                .onErrorMap(ServiceGuard::problem);
    }

    /** Behind the body limit, whose refusals are no failure of the service. */
    @Override
    public int getOrder() {
        return 1;
    }

    private ProblemException refused() {
        Duration wait = breaker.getCircuitBreakerConfig()
                .getWaitIntervalFunctionInOpenState()
                .andThen(Duration::ofMillis)
                .apply(1);
        return new ProblemException(
                Problem.of(ProblemType.UNAVAILABLE, "This part of the service is down; it is tried again soon.")
                        .retryAfter(wait));
    }

    private static Throwable problem(Throwable failure) {
        if (failure instanceof TimeoutException || failure instanceof io.netty.handler.timeout.TimeoutException) {
            return new ProblemException(
                    Problem.of(ProblemType.TIMEOUT, "This part of the service did not answer in time."), failure);
        }
        if (failure instanceof IOException) {
            return new ProblemException(
                    Problem.of(ProblemType.UNAVAILABLE, "This part of the service cannot be reached at this moment.")
                            .retryAfter(RETRY),
                    failure);
        }
        return failure;
    }

    /** One permission of the breaker, given back exactly once. */
    private static final class Attempt {

        private final CircuitBreaker breaker;
        private final long start;
        private final AtomicBoolean settled = new AtomicBoolean();

        Attempt(CircuitBreaker breaker) {
            this.breaker = breaker;
            this.start = breaker.getCurrentTimestamp();
        }

        void answered() {
            if (settled.compareAndSet(false, true)) {
                breaker.onSuccess(elapsed(), breaker.getTimestampUnit());
            }
        }

        void failed(Throwable failure) {
            if (failure instanceof ProblemException) {
                abandoned();
                return;
            }
            if (settled.compareAndSet(false, true)) {
                breaker.onError(elapsed(), breaker.getTimestampUnit(), failure);
            }
        }

        void abandoned() {
            if (settled.compareAndSet(false, true)) {
                breaker.releasePermission();
            }
        }

        private long elapsed() {
            return breaker.getCurrentTimestamp() - start;
        }
    }
}
