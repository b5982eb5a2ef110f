package dev.hoard.platform.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.hoard.localstack.infrastructure.Part;
import dev.hoard.localstack.infrastructure.S3Access;
import dev.hoard.localstack.testing.LocalStack;
import dev.hoard.localstack.testing.WithLocalStack;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

@WithLocalStack(Part.S3)
class S3ObjectStorageTest {

    private static final String BUCKET = "hoard-backups";

    private final String folder = "test/" + UUID.randomUUID() + "/";
    private final String key = folder + "presigned";
    private final S3Properties properties = properties(LocalStack.shared().s3());
    private final S3Client s3 = new PlatformStorageAutoConfiguration().s3(properties);
    private final S3Presigner presigner = new PlatformStorageAutoConfiguration().presigner(properties);
    private final S3ObjectStorage storage =
            new S3ObjectStorage(s3, presigner, BUCKET, properties.serverSideEncryption(), 5 << 20);
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        storage.list(folder).forEach(storage::delete);
        s3.close();
        presigner.close();
        http.close();
    }

    @Test
    void anObjectOfSeveralPartsComesBackWithItsHashAndMetadata() throws Exception {
        byte[] content = random(11 << 20);

        StoredObject stored =
                storage.put(folder + "a", "application/json", Map.of("sequence", "17"), out -> out.write(content));

        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        assertThat(stored.sha256()).isEqualTo(sha256);
        assertThat(storage.find(folder + "a")).hasValueSatisfying(found -> {
            assertThat(found.size()).isEqualTo(content.length);
            assertThat(found.metadata()).containsEntry("sha256", sha256).containsEntry("sequence", "17");
        });
        try (InputStream whole = storage.get(folder + "a");
                InputStream part = storage.get(folder + "a", 5_000_000, 3)) {
            assertThat(whole.readAllBytes()).isEqualTo(content);
            assertThat(part.readAllBytes()).containsExactly(content[5_000_000], content[5_000_001], content[5_000_002]);
        }
    }

    @Test
    void aWriterThatFailsLeavesNothing() {
        assertThatThrownBy(() -> storage.put(folder + "b", "text/plain", Map.of(), out -> {
                    out.write(random(6 << 20));
                    throw new IOException("torn");
                }))
                .hasMessage("torn");

        assertThat(storage.find(folder + "b")).isEmpty();
        assertThat(storage.list(folder)).isEmpty();
    }

    @Test
    void anUploadThatASuccessorAbortedCannotBeCompleted() {
        String key = folder + "c";
        String old = s3.createMultipartUpload(request -> request.bucket(BUCKET).key(key))
                .uploadId();
        AtomicReference<String> etag = new AtomicReference<>();
        etag.set(s3.uploadPart(
                        request -> request.bucket(BUCKET).key(key).uploadId(old).partNumber(1),
                        RequestBody.fromString("old"))
                .eTag());

        storage.abortUploads(key);

        assertThatThrownBy(() -> s3.completeMultipartUpload(request -> request.bucket(BUCKET)
                        .key(key)
                        .uploadId(old)
                        .multipartUpload(parts -> parts.parts(CompletedPart.builder()
                                .partNumber(1)
                                .eTag(etag.get())
                                .build()))))
                .isInstanceOf(S3Exception.class);
        assertThat(storage.find(key)).isEmpty();
    }

    @Test
    void whatIsNotThereIsSaidSo() {
        assertThat(storage.find(folder + "none")).isEmpty();
        assertThatThrownBy(() -> storage.get(folder + "none")).isInstanceOf(ObjectNotFoundException.class);
        storage.delete(folder + "none");
        storage.abortUploads(folder + "none");
        assertThat(storage.list(folder)).isEmpty();
    }

    @Test
    void anEmptyObjectIsAnObject() throws Exception {
        storage.put(folder + "empty", "text/plain", Map.of(), out -> {});

        assertThat(storage.find(folder + "empty"))
                .hasValueSatisfying(found -> assertThat(found.size()).isZero());
    }

    @Test
    void data5_whoHasAPresignedRequestStoresAndReadsWithoutCredentials() throws Exception {
        byte[] content = random(3 << 20);

        HttpResponse<?> stored = send(presignPut(content), content);
        HttpResponse<byte[]> read = send(
                storage.presignGet(key, "image/png", "attachment; filename=\"map.png\"", Duration.ofMinutes(1)),
                new byte[0]);

        assertThat(stored.statusCode()).isEqualTo(200);
        assertThat(read.body()).isEqualTo(content);
        assertThat(read.headers().map())
                .containsEntry("content-type", List.of("image/png"))
                .containsEntry("content-disposition", List.of("attachment; filename=\"map.png\""));
        assertThat(s3.headObject(request -> request.bucket(BUCKET).key(key)).serverSideEncryption())
                .isEqualTo(ServerSideEncryption.AES256);
    }

    @Test
    void data5_theSignatureBindsTypeSizeAndHash() throws Exception {
        // Small enough to be sent before the server refuses it and hangs up.
        byte[] content = random(1_000);
        byte[] other = content.clone();
        other[7]++;
        PresignedRequest put = presignPut(content);

        assertThat(send(put, other).statusCode()).as("other content").isEqualTo(400);
        assertThat(send(put, random(999)).statusCode()).as("another size").isEqualTo(403);
        for (String header : put.headers().keySet()) {
            Map<String, String> changed = new HashMap<>(put.headers());
            changed.put(header, "text/html");
            PresignedRequest forged = new PresignedRequest(put.method(), put.url(), changed, put.expiresAt());
            assertThat(send(forged, content).statusCode()).as(header).isEqualTo(403);
        }
        assertThat(put.headers())
                .containsOnlyKeys("content-type", "x-amz-checksum-sha256", "x-amz-server-side-encryption");
        assertThat(storage.find(key)).isEmpty();
    }

    @Test
    void data5_aPresignedRequestExpires() throws Exception {
        byte[] content = random(1000);
        PresignedRequest put = storage.presignPut(key, announced(content), Duration.ofSeconds(1));

        await().until(() -> Instant.now().isAfter(put.expiresAt().plusSeconds(1)));

        assertThat(send(put, content).statusCode()).isEqualTo(403);
    }

    @Test
    void data5_presignedRequestsGoWhereClientsReachTheServer() {
        S3Properties behindProxy = new S3Properties(
                properties.endpoint(),
                URI.create("https://files.example.org"),
                properties.accessKey(),
                properties.secretKey(),
                properties.region(),
                true,
                properties.partSize());
        try (S3Presigner outside = new PlatformStorageAutoConfiguration().presigner(behindProxy)) {
            PresignedRequest get = new S3ObjectStorage(s3, outside, BUCKET, true, 5 << 20)
                    .presignGet(key, "image/png", "attachment", Duration.ofMinutes(1));

            assertThat(get.url())
                    .hasScheme("https")
                    .hasHost("files.example.org")
                    .hasPath("/" + BUCKET + "/" + key);
        }
    }

    private PresignedRequest presignPut(byte[] content) throws Exception {
        return storage.presignPut(key, announced(content), Duration.ofMinutes(1));
    }

    private HttpResponse<byte[]> send(PresignedRequest request, byte[] body) throws Exception {
        HttpRequest.Builder sent =
                HttpRequest.newBuilder(request.url()).method(request.method(), BodyPublishers.ofByteArray(body));
        request.headers().forEach(sent::header);
        return http.send(sent.build(), BodyHandlers.ofByteArray());
    }

    private static AnnouncedContent announced(byte[] content) throws Exception {
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        return new AnnouncedContent("image/png", content.length, sha256);
    }

    private static S3Properties properties(S3Access s3) {
        return new S3Properties(
                URI.create(s3.endpoint()),
                null,
                s3.accessKey(),
                s3.secretKey(),
                s3.region(),
                s3.serverSideEncryption(),
                DataSize.ofMegabytes(5));
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
