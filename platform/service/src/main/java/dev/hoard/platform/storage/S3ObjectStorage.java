package dev.hoard.platform.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * A bucket in S3. Every object is a multipart upload, small ones too, so that its upload id fences it: an upload that a
 * successor has aborted cannot be completed.
 */
final class S3ObjectStorage implements ObjectStorage {

    private static final String SHA_256 = "sha256";

    private static final Set<String> SENT_BY_EVERY_CLIENT = Set.of("host", "content-length");

    private final S3Client s3;
    private final S3Presigner presigner;
    private final String bucket;
    private final boolean encrypt;
    private final long partSize;

    S3ObjectStorage(S3Client s3, S3Presigner presigner, String bucket, boolean encrypt, long partSize) {
        this.s3 = s3;
        this.presigner = presigner;
        this.bucket = bucket;
        this.encrypt = encrypt;
        this.partSize = partSize;
    }

    @Override
    public StoredObject put(String key, String contentType, Map<String, String> metadata, BodyWriter body)
            throws IOException {
        return put(key, contentType, metadata, body, uploadId -> {});
    }

    @Override
    public StoredObject put(
            String key, String contentType, Map<String, String> metadata, BodyWriter body, UploadGuard guard)
            throws IOException {
        Path spool = Files.createTempFile("hoard-object-", ".spool");
        try {
            Map<String, String> all = new LinkedHashMap<>(metadata);
            all.put(SHA_256, spool(body, spool));
            upload(key, contentType, all, spool, guard);
            return new StoredObject(key, Files.size(spool), all.getOrDefault(SHA_256, ""), all);
        } finally {
            Files.deleteIfExists(spool);
        }
    }

    private static String spool(BodyWriter body, Path file) throws IOException {
        MessageDigest sha256 = sha256();
        try (OutputStream out = new DigestOutputStream(Files.newOutputStream(file), sha256)) {
            body.writeTo(out);
        }
        return HexFormat.of().formatHex(sha256.digest());
    }

    private void upload(String key, String contentType, Map<String, String> metadata, Path file, UploadGuard guard)
            throws IOException {
        String uploadId = start(key, contentType, metadata);
        try {
            guard.begun(uploadId);
            List<CompletedPart> parts = uploadParts(key, uploadId, file);
            s3.completeMultipartUpload(request ->
                    request.bucket(bucket).key(key).uploadId(uploadId).multipartUpload(upload -> upload.parts(parts)));
        } catch (SdkException e) {
            // The server may have completed what the client did not hear of.
            if (!published(key, metadata)) {
                abortAfter(e, key, uploadId);
                throw new IOException("the upload of " + key + " failed", e);
            }
        } catch (IOException | RuntimeException e) {
            abortAfter(e, key, uploadId);
            throw e;
        }
    }

    private boolean published(String key, Map<String, String> metadata) {
        try {
            return find(key)
                    .filter(object -> object.sha256().equals(metadata.get(SHA_256)))
                    .isPresent();
        } catch (SdkException e) {
            return false;
        }
    }

    private void abortAfter(Exception failure, String key, String uploadId) {
        try {
            abort(key, uploadId);
        } catch (SdkException e) {
            failure.addSuppressed(e);
        }
    }

    private String start(String key, String contentType, Map<String, String> metadata) throws IOException {
        CreateMultipartUploadRequest.Builder request = CreateMultipartUploadRequest.builder()
                .bucket(bucket)
                .key(key)
                .contentType(contentType)
                .metadata(metadata);
        if (encrypt) {
            request.serverSideEncryption(ServerSideEncryption.AES256);
        }
        try {
            return s3.createMultipartUpload(request.build()).uploadId();
        } catch (SdkException e) {
            throw new IOException("the upload of " + key + " could not start", e);
        }
    }

    private List<CompletedPart> uploadParts(String key, String uploadId, Path file) throws IOException {
        List<CompletedPart> parts = new ArrayList<>();
        long size = Files.size(file);
        for (long offset = 0; offset < size || parts.isEmpty(); offset += partSize) {
            int number = parts.size() + 1;
            long from = offset;
            long length = Math.min(partSize, size - offset);
            String etag = s3.uploadPart(
                            request -> request.bucket(bucket)
                                    .key(key)
                                    .uploadId(uploadId)
                                    .partNumber(number)
                                    .contentLength(length),
                            RequestBody.fromContentProvider(
                                    () -> slice(file, from, length), length, "application/octet-stream"))
                    .eTag();
            parts.add(CompletedPart.builder().partNumber(number).eTag(etag).build());
        }
        return parts;
    }

    private static InputStream slice(Path file, long offset, long length) {
        return FileSlice.open(file, offset, length);
    }

    private void abort(String key, String uploadId) {
        try {
            s3.abortMultipartUpload(request -> request.bucket(bucket).key(key).uploadId(uploadId));
        } catch (S3Exception e) {
            if (e.statusCode() != 404) {
                throw e;
            }
        }
    }

    @Override
    public void abortUpload(String key, String uploadId) {
        abort(key, uploadId);
    }

    @Override
    public void abortUploads(String key) {
        s3.listMultipartUploadsPaginator(request -> request.bucket(bucket).prefix(key)).uploads().stream()
                .filter(upload -> upload.key().equals(key))
                .forEach(upload -> abort(key, upload.uploadId()));
    }

    @Override
    public InputStream get(String key) {
        return open(key, GetObjectRequest.builder());
    }

    @Override
    public InputStream get(String key, long offset, long length) {
        return open(key, GetObjectRequest.builder().range("bytes=" + offset + "-" + (offset + length - 1)));
    }

    private InputStream open(String key, GetObjectRequest.Builder request) {
        try {
            return s3.getObject(request.bucket(bucket).key(key).build());
        } catch (NoSuchKeyException e) {
            throw new ObjectNotFoundException(key, e);
        }
    }

    @Override
    public Optional<StoredObject> find(String key) {
        try {
            HeadObjectResponse head =
                    s3.headObject(request -> request.bucket(bucket).key(key));
            return Optional.of(new StoredObject(
                    key, head.contentLength(), head.metadata().getOrDefault(SHA_256, ""), head.metadata()));
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        }
    }

    @Override
    public void delete(String key) {
        s3.deleteObject(request -> request.bucket(bucket).key(key));
    }

    @Override
    public List<String> list(String prefix) {
        return s3.listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix)).contents().stream()
                .map(S3Object::key)
                .sorted()
                .toList();
    }

    @Override
    public PresignedRequest presignPut(String key, AnnouncedContent content, Duration validity) {
        PutObjectRequest.Builder put = PutObjectRequest.builder()
                .bucket(bucket)
                .key(key)
                .contentType(content.contentType())
                .contentLength(content.size())
                .checksumSHA256(
                        Base64.getEncoder().encodeToString(HexFormat.of().parseHex(content.sha256())));
        if (encrypt) {
            put.serverSideEncryption(ServerSideEncryption.AES256);
        }
        return request(presigner.presignPutObject(
                signing -> signing.signatureDuration(validity).putObjectRequest(put.build())));
    }

    @Override
    public PresignedRequest presignGet(String key, String contentType, String disposition, Duration validity) {
        return request(presigner.presignGetObject(signing -> signing.signatureDuration(validity)
                .getObjectRequest(get -> get.bucket(bucket)
                        .key(key)
                        .responseContentType(contentType)
                        .responseContentDisposition(disposition))));
    }

    private static PresignedRequest request(software.amazon.awssdk.awscore.presigner.PresignedRequest signed) {
        Map<String, String> headers = new LinkedHashMap<>();
        signed.signedHeaders().forEach((name, values) -> {
            if (!SENT_BY_EVERY_CLIENT.contains(name)) {
                headers.put(name, String.join(",", values));
            }
        });
        SdkHttpRequest request = signed.httpRequest();
        return new PresignedRequest(request.method().name(), request.getUri(), headers, signed.expiration());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
