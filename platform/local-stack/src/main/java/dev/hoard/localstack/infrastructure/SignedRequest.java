package dev.hoard.localstack.infrastructure;

import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * An S3 request without a body, signed with AWS Signature Version 4. Two calls at the start do not warrant the AWS SDK on
 * every test's class path.
 */
final class SignedRequest {

    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final String SIGNED_HEADERS = "host;x-amz-content-sha256;x-amz-date";

    private SignedRequest() {}

    static HttpRequest of(String method, String path, S3Access s3, Instant now) {
        URI uri = URI.create(s3.endpoint() + path);
        String timestamp = TIMESTAMP.format(now);
        String date = timestamp.substring(0, 8);
        String emptyBody = hex(sha256(""));
        String host = uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
        String canonical = String.join(
                "\n",
                method,
                path,
                "",
                "host:" + host,
                "x-amz-content-sha256:" + emptyBody,
                "x-amz-date:" + timestamp,
                "",
                SIGNED_HEADERS,
                emptyBody);
        String scope = date + "/" + s3.region() + "/s3/aws4_request";
        String toSign = String.join("\n", "AWS4-HMAC-SHA256", timestamp, scope, hex(sha256(canonical)));
        byte[] key = ("AWS4" + s3.secretKey()).getBytes(StandardCharsets.UTF_8);
        for (String step : new String[] {date, s3.region(), "s3", "aws4_request"}) {
            key = hmac(key, step);
        }
        return HttpRequest.newBuilder(uri)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .header("x-amz-date", timestamp)
                .header("x-amz-content-sha256", emptyBody)
                .header(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s"
                                .formatted(s3.accessKey(), scope, SIGNED_HEADERS, hex(hmac(key, toSign))))
                .build();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
