package dev.hoard.platform.storage;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Object storage, for a service that names its bucket. */
@AutoConfiguration
@ConditionalOnClass(S3Client.class)
@ConditionalOnProperty("hoard.storage.bucket")
@EnableConfigurationProperties({S3Properties.class, StorageProperties.class})
public class PlatformStorageAutoConfiguration {

    @Bean
    S3Client s3(S3Properties properties) {
        S3ClientBuilder builder = S3Client.builder()
                .region(Region.of(properties.region()))
                .httpClient(UrlConnectionHttpClient.builder()
                        .connectionTimeout(Duration.ofSeconds(2))
                        .socketTimeout(Duration.ofSeconds(60))
                        .build())
                // Our own SHA-256 is checked on reading back; other servers than Amazon's refuse the SDK's trailers.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
        if (properties.endpoint() != null) {
            builder.endpointOverride(properties.endpoint()).forcePathStyle(true);
        }
        credentials(properties).ifPresent(builder::credentialsProvider);
        return builder.build();
    }

    @Bean
    S3Presigner presigner(S3Properties properties) {
        S3Presigner.Builder builder = S3Presigner.builder().region(Region.of(properties.region()));
        URI endpoint = properties.endpointForClients();
        if (endpoint != null) {
            builder.endpointOverride(endpoint)
                    .serviceConfiguration(S3Configuration.builder()
                            .pathStyleAccessEnabled(true)
                            .build());
        }
        credentials(properties).ifPresent(builder::credentialsProvider);
        return builder.build();
    }

    private static Optional<AwsCredentialsProvider> credentials(S3Properties properties) {
        return properties.accessKey() == null || properties.secretKey() == null
                ? Optional.empty()
                : Optional.of(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(properties.accessKey(), properties.secretKey())));
    }

    @Bean
    ObjectStorage objectStorage(
            S3Client s3, S3Presigner presigner, StorageProperties storage, S3Properties properties) {
        return new S3ObjectStorage(
                s3,
                presigner,
                storage.bucket(),
                properties.serverSideEncryption(),
                properties.partSize().toBytes());
    }
}
