package dev.hoard.platform.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hoard.localstack.infrastructure.Part;
import dev.hoard.localstack.infrastructure.S3Access;
import dev.hoard.localstack.testing.LocalStack;
import dev.hoard.localstack.testing.WithLocalStack;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.security.MessageDigest;
import java.util.HexFormat;
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

@WithLocalStack(Part.S3)
class S3ObjectStorageTest {

    private static final String BUCKET = "hoard-backups";

    private final String folder = "test/" + UUID.randomUUID() + "/";
    private final S3Client s3 = new PlatformStorageAutoConfiguration()
            .s3(properties(LocalStack.shared().s3()));
    private final S3ObjectStorage storage =
            new S3ObjectStorage(s3, BUCKET, LocalStack.shared().s3().serverSideEncryption(), 5 << 20);

    @AfterEach
    void close() {
        storage.list(folder).forEach(storage::delete);
        s3.close();
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

    private static S3Properties properties(S3Access s3) {
        return new S3Properties(
                URI.create(s3.endpoint()),
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
