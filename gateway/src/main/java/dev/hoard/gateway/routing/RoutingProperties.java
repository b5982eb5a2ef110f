package dev.hoard.gateway.routing;

import dev.hoard.platform.client.ServiceName;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The table of routes.
 *
 * @param routes rows by name, which also names the row's circuit breaker; of two that match, the more specific path wins
 * @param breaker when a route stops trying for a while
 */
@Validated
@ConfigurationProperties(prefix = "hoard.routing", ignoreUnknownFields = false)
record RoutingProperties(
        @NotEmpty Map<String, @Valid Route> routes,
        @Valid @DefaultValue Breaker breaker) {

    /**
     * One row.
     *
     * @param paths path patterns
     * @param service where to
     * @param timeLimit for the whole exchange, the body included; absent: none, for streams that end when the client does
     * @param bodyLimit of the request
     */
    record Route(
            @NotEmpty List<String> paths,
            @NotNull ServiceName service,
            @Nullable Duration timeLimit,
            @NotNull DataSize bodyLimit) {}

    /**
     * A circuit breaker opens when of the last {@code window} requests {@code failurePercent} or more got no answer.
     *
     * @param minimum requests before anything is judged
     * @param openFor how long it stays open
     * @param trials requests let through then to see
     */
    record Breaker(
            @DefaultValue("20") @Min(1) int window,
            @DefaultValue("10") @Min(1) int minimum,
            @DefaultValue("50") @Min(1) @Max(100) int failurePercent,
            @DefaultValue("3s") Duration openFor,
            @DefaultValue("3") @Min(1) int trials) {}
}
