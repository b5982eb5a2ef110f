package dev.hoard.platform.storage;

import jakarta.validation.constraints.NotBlank;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Where S3 is and how it is written to. Without keys the AWS SDK's own chain is asked (environment, profile, role).
 *
 * @param endpoint of a server that is not Amazon's; absent for Amazon's
 * @param publicEndpoint the same server as clients outside reach it, for presigned requests; absent where they use {@code
 *     endpoint} as well
 * @param serverSideEncryption sends the AES256 header; off only for a local server that does not know it
 * @param partSize of multipart uploads, at least 5 MB
 */
@Validated
@ConfigurationProperties(prefix = "hoard.s3", ignoreUnknownFields = false)
record S3Properties(
        @Nullable URI endpoint,
        @Nullable URI publicEndpoint,
        @Nullable String accessKey,
        @Nullable String secretKey,
        @DefaultValue("us-east-1") @NotBlank String region,
        @DefaultValue("true") boolean serverSideEncryption,
        @DefaultValue("8MB") DataSize partSize) {

    /** Where presigned requests go; null for Amazon's own endpoint. */
    @Nullable
    URI endpointForClients() {
        return publicEndpoint == null ? endpoint : publicEndpoint;
    }
}
