package dev.hoard.campaign.asset;

import dev.hoard.campaign.fixture.Answer;
import dev.hoard.campaign.fixture.Device;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import tools.jackson.databind.JsonNode;

/** Files to upload, and the two ways they go: announced to the service, sent to S3. */
final class Files {

    private Files() {}

    /** Something that begins like a PNG. */
    static byte[] png(int size) {
        byte[] magic = HexFormat.of().parseHex("89504e470d0a1a0a");
        byte[] file = new byte[size];
        new Random(size).nextBytes(file);
        System.arraycopy(magic, 0, file, 0, Math.min(size, magic.length));
        return file;
    }

    static byte[] changed(byte[] file) {
        byte[] other = Arrays.copyOf(file, file.length);
        other[file.length - 1]++;
        return other;
    }

    static String sha256(byte[] file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static AnnouncedFile announced(byte[] file) {
        return new AnnouncedFile("map.png", AssetType.PNG, file.length, sha256(file));
    }

    static String body(String name, String type, byte[] file) {
        return "{\"fileName\":\"%s\",\"contentType\":\"%s\",\"size\":%d,\"sha256\":\"%s\"}"
                .formatted(name, type, file.length, sha256(file));
    }

    static Answer announce(Device device, byte[] file) {
        return device.post("/api/v1/assets", body("map.png", "image/png", file));
    }

    /** Announces a file and sends it; the answer is that of the announcement. */
    static Answer upload(Device device, byte[] file) {
        Answer announced = announce(device, file);
        HttpResponse<byte[]> sent = send(announced.json().required("upload"), file);
        if (sent.statusCode() != 200) {
            throw new AssertionError("S3 answered " + sent.statusCode());
        }
        return announced;
    }

    /** Sends the request that an answer describes, by a connection of its own: a server that refuses one may close it. */
    static HttpResponse<byte[]> send(JsonNode way, byte[] file) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(way.required("url").asString()))
                .method(way.required("method").asString(), BodyPublishers.ofByteArray(file));
        way.required("headers").forEachEntry((name, value) -> request.setHeader(name, value.asString()));
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return http.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
