package dev.hoard.localstack.infrastructure;

/**
 * Where S3 is and how to sign for it.
 *
 * @param serverSideEncryption whether the server accepts the header {@code x-amz-server-side-encryption: AES256}
 */
public record S3Access(
        String endpoint, String accessKey, String secretKey, String region, boolean serverSideEncryption) {

    @Override
    public String toString() {
        return "S3Access[" + endpoint + ", " + region + "]";
    }
}
