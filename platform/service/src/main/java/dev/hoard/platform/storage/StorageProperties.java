package dev.hoard.platform.storage;

import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/** @param bucket the service's own bucket; setting it gives the service an {@link ObjectStorage} */
@Validated
@ConfigurationProperties(prefix = "hoard.storage", ignoreUnknownFields = false)
record StorageProperties(@NotBlank String bucket) {}
