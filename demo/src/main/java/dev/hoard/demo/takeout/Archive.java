package dev.hoard.demo.takeout;

import dev.hoard.demo.client.Json;
import dev.hoard.demo.client.ProtocolViolation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An export as it was downloaded: the files its manifest names, each with the hash that stands there. */
public final class Archive {

    private static final String MANIFEST = "manifest.json";

    private final byte[] zip;
    private final ObjectNode manifest;
    private final Map<String, byte[]> files;

    private Archive(byte[] zip, ObjectNode manifest, Map<String, byte[]> files) {
        this.zip = zip;
        this.manifest = manifest;
        this.files = files;
    }

    /** @throws ProtocolViolation if the files are not those of the manifest, by name, size or SHA-256 */
    public static Archive read(byte[] zip) {
        Map<String, byte[]> files = unzip(zip);
        byte[] manifest = files.remove(MANIFEST);
        if (manifest == null) {
            throw new ProtocolViolation("EXP-1: the export holds no " + MANIFEST + " but " + files.keySet());
        }
        var archive = new Archive(zip, Json.readObject(manifest), files);
        archive.check();
        return archive;
    }

    private static Map<String, byte[]> unzip(byte[] zip) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (var in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                files.put(entry.getName(), in.readAllBytes());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The export is no zip", e);
        }
        return files;
    }

    private void check() {
        JsonNode listed = manifest.required("files");
        Set<String> named = new TreeSet<>(listed.propertyNames());
        if (!named.equals(new TreeSet<>(files.keySet()))) {
            throw new ProtocolViolation(
                    "EXP-1: the manifest names other files than the zip holds%nexpected: %s%ncame:     %s"
                            .formatted(named, files.keySet()));
        }
        files.forEach((name, content) -> {
            String expected = listed.required(name).required("sha256").asString();
            if (!Sha256.of(content).equals(expected)) {
                throw new ProtocolViolation("EXP-1: the SHA-256 of %s%nexpected: %s%ncame:     %s"
                        .formatted(name, expected, Sha256.of(content)));
            }
        });
    }

    public byte[] zip() {
        return zip;
    }

    public Set<String> fileNames() {
        return files.keySet();
    }

    /** How many records the manifest says a file has. */
    public long count(String file) {
        return manifest.required("files").required(file).required("count").asLong();
    }

    /** The account's sequence number that the documents show. */
    public long sequence() {
        return manifest.required("sequence").asLong();
    }

    public byte[] content(String file) {
        byte[] content = files.get(file);
        if (content == null) {
            throw new ProtocolViolation("EXP-1: the export lacks " + file);
        }
        return content;
    }
}
