package dev.hoard.gateway.routing;

import dev.hoard.platform.client.ServiceName;
import dev.hoard.platform.client.ServicesProperties;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.cloud.gateway.config.GlobalCorsProperties;
import org.springframework.cloud.gateway.handler.FilteringWebHandler;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/** Makes Spring Cloud Gateway's routes from the table in the configuration. */
@Configuration(proxyBeanMethods = false)
class RouteTable {

    @Bean
    RouteLocator routes(
            RouteLocatorBuilder builder,
            RoutingProperties table,
            ServicesProperties services,
            CircuitBreakerRegistry breakers) {
        RouteLocatorBuilder.Builder routes = builder.routes();
        table.routes().forEach((name, route) -> {
            CircuitBreaker breaker = breakers.circuitBreaker(name);
            routes.route(
                    name,
                    spec -> spec.path(route.paths().toArray(String[]::new))
                            .filters(filters -> filters.filters(
                                    new BodyLimitFilter(route.bodyLimit()),
                                    new ServiceGuard(breaker, route.timeLimit())))
                            .uri(base(services, route.service())));
        });
        return routes.build();
    }

    @Bean
    RouteLookup routeLookup(
            FilteringWebHandler handler,
            RouteLocator routes,
            GlobalCorsProperties cors,
            Environment environment,
            RoutingProperties table) {
        List<RouteLookup.Row> rows = table.routes().entrySet().stream()
                .flatMap(row -> patterns(row.getValue()).map(pattern -> new RouteLookup.Row(pattern, row.getKey())))
                .sorted(Comparator.comparing(RouteLookup.Row::pattern))
                .toList();
        return new RouteLookup(handler, routes, cors, environment, rows);
    }

    @Bean
    CircuitBreakerRegistry circuitBreakers(RoutingProperties table, MeterRegistry metrics) {
        RoutingProperties.Breaker breaker = table.breaker();
        CircuitBreakerRegistry breakers = CircuitBreakerRegistry.of(CircuitBreakerConfig.custom()
                .slidingWindowType(SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(breaker.window())
                .minimumNumberOfCalls(breaker.minimum())
                .failureRateThreshold(breaker.failurePercent())
                .waitDurationInOpenState(breaker.openFor())
                .permittedNumberOfCallsInHalfOpenState(breaker.trials())
                .maxWaitDurationInHalfOpenState(breaker.openFor().multipliedBy(4))
                .build());
        TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(breakers).bindTo(metrics);
        return breakers;
    }

    /** Sorted, a pattern comes before every pattern that would swallow its paths. */
    private static Stream<PathPattern> patterns(RoutingProperties.Route route) {
        return route.paths().stream().map(PathPatternParser.defaultInstance::parse);
    }

    private static URI base(ServicesProperties services, ServiceName service) {
        return switch (service) {
            case CAMPAIGN -> services.campaign();
            case SYNC -> services.sync();
            case BACKUP -> services.backup();
            case EXPORT -> services.export();
            case GATEWAY -> throw new IllegalArgumentException("the gateway does not route to itself");
        };
    }
}
