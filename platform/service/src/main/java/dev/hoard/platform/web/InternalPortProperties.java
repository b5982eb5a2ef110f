package dev.hoard.platform.web;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * The second port of a service.
 *
 * @param port where {@code /internal/**} and the actuator answer; 0 takes any free one
 */
@Validated
@ConfigurationProperties(prefix = "hoard.internal", ignoreUnknownFields = false)
public record InternalPortProperties(@Min(0) @Max(65535) int port) {}
