package dev.hoard.platform.mongo;

import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where a service keeps its documents.
 *
 * @param uri connection string of a replica set
 * @param database name of the service's own database
 */
@Validated
@ConfigurationProperties(prefix = "hoard.mongodb", ignoreUnknownFields = false)
public record MongoDatabaseProperties(
        @DefaultValue("mongodb://127.0.0.1:27017/?replicaSet=rs0") @NotBlank
        String uri,

        @NotBlank String database) {}
