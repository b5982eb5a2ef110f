package dev.hoard.platform.event;

import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where Kafka is.
 *
 * @param bootstrapServers host:port pairs, comma-separated
 */
@Validated
@ConfigurationProperties(prefix = "hoard.kafka", ignoreUnknownFields = false)
record KafkaProperties(
        @DefaultValue("127.0.0.1:9092") @NotBlank String bootstrapServers) {}
