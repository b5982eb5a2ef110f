package dev.hoard.localstack.infrastructure;

import java.util.Optional;

/** Servers that run elsewhere and are named by environment variables. */
final class Configured {

    private static final String WHERE = "configured";

    private Configured() {}

    static Optional<Located<String>> findMongo() {
        return variable("HOARD_MONGODB_URI").map(uri -> Located.elsewhere(uri, WHERE));
    }

    static Optional<Located<String>> findKafka() {
        return variable("HOARD_KAFKA_BOOTSTRAP").map(bootstrapServers -> {
            Topics.create(bootstrapServers);
            return Located.elsewhere(bootstrapServers, WHERE);
        });
    }

    static Optional<Located<S3Access>> findS3() {
        return variable("HOARD_S3_ENDPOINT").map(endpoint -> {
            var access = new S3Access(
                    endpoint.endsWith("/") ? endpoint.substring(0, endpoint.length() - 1) : endpoint,
                    required("AWS_ACCESS_KEY_ID"),
                    required("AWS_SECRET_ACCESS_KEY"),
                    variable("AWS_REGION").orElse("us-east-1"),
                    variable("HOARD_S3_SERVER_SIDE_ENCRYPTION")
                            .map(Boolean::parseBoolean)
                            .orElse(true));
            Buckets.create(access);
            return Located.elsewhere(access, WHERE);
        });
    }

    private static Optional<String> variable(String name) {
        return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
    }

    private static String required(String name) {
        return variable(name).orElseThrow(() -> new InfrastructureMissing("HOARD_S3_ENDPOINT is set, but not " + name));
    }
}
