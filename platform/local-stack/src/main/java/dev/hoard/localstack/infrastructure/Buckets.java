package dev.hoard.localstack.infrastructure;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The buckets of the product. */
final class Buckets {

    private static final List<String> ALL = List.of("hoard-backups", "hoard-exports", "hoard-uploads");

    private Buckets() {}

    /** True once the server accepts a signed request. */
    static boolean areServedBy(S3Access s3) throws IOException, InterruptedException {
        return status("GET", "/", s3) == 200;
    }

    /** Creates what is not there yet. */
    static void create(S3Access s3) {
        try {
            for (String bucket : ALL) {
                if (status("HEAD", "/" + bucket, s3) == 200) {
                    continue;
                }
                int status = status("PUT", "/" + bucket, s3);
                if (status != 200) {
                    throw new InfrastructureMissing(
                            "S3 at " + s3.endpoint() + " does not create the bucket " + bucket + ": status " + status);
                }
            }
        } catch (IOException e) {
            throw new InfrastructureMissing("S3 at " + s3.endpoint() + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static int status(String method, String path, S3Access s3) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build()) {
            return client.send(
                            SignedRequest.of(method, path, s3, Instant.now()), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }
}
