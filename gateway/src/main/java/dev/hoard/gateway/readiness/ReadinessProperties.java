package dev.hoard.gateway.readiness;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the services are asked.
 *
 * @param every pause between two rounds
 * @param patience after which a service that does not answer counts as not ready
 */
@ConfigurationProperties(prefix = "hoard.readiness", ignoreUnknownFields = false)
record ReadinessProperties(
        @DefaultValue("1s") Duration every,
        @DefaultValue("2s") Duration patience) {}
