package dev.hoard.export.suite;

import dev.hoard.export.archive.ArchiveJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import tools.jackson.databind.node.ObjectNode;

/** An archive put together by hand: right unless it is told to be wrong. */
public final class HandmadeArchive {

    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final Map<String, byte[]> unlisted = new LinkedHashMap<>();
    private Consumer<ObjectNode> manifestChange = manifest -> {};
    private boolean withManifest = true;
    private final UUID account;

    private HandmadeArchive(UUID account) {
        this.account = account;
    }

    public static HandmadeArchive of(UUID account) {
        return new HandmadeArchive(account);
    }

    public HandmadeArchive file(String name, String content) {
        return file(name, content.getBytes(StandardCharsets.UTF_8));
    }

    public HandmadeArchive file(String name, byte[] content) {
        files.put(name, content);
        return this;
    }

    /** A file that the manifest does not name. */
    public HandmadeArchive unlisted(String name) {
        unlisted.put(name, new byte[] {'[', ']'});
        return this;
    }

    public HandmadeArchive manifest(Consumer<ObjectNode> change) {
        manifestChange = change;
        return this;
    }

    public HandmadeArchive withoutManifest() {
        withManifest = false;
        return this;
    }

    public byte[] zip() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                write(zip, file.getKey(), file.getValue());
            }
            for (Map.Entry<String, byte[]> file : unlisted.entrySet()) {
                write(zip, file.getKey(), file.getValue());
            }
            if (withManifest) {
                write(zip, "manifest.json", ArchiveJson.mapper().writeValueAsBytes(manifest()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private ObjectNode manifest() {
        ObjectNode manifest = ArchiveJson.mapper().createObjectNode();
        manifest.put("format", "hoard-export").put("schemaVersion", 1).put("contents", "json");
        manifest.put("createdAt", "2026-01-02T03:04:05.678Z").put("account", account.toString());
        manifest.put("epoch", 1).put("sequence", 10);
        ObjectNode listed = manifest.putObject("files");
        files.forEach((name, content) -> listed.putObject(name).put("count", 1).put("sha256", sha256(content)));
        manifestChange.accept(manifest);
        return manifest;
    }

    public static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }
}
