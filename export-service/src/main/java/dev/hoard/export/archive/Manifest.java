package dev.hoard.export.archive;

import dev.hoard.platform.id.Uuids;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an archive says about itself. It is the last entry of the zip, because the hashes are known only when everything
 * else is written.
 *
 * @param account whose data it is; imported ids are derived from it
 * @param sequence the account's sequence number whose state the campaign data shows
 * @param files by name, every file of the archive but the manifest, in the order of the zip
 */
public record Manifest(
        ArchiveFormat contents,
        Instant createdAt,
        UUID account,
        long epoch,
        long sequence,
        Map<String, FileEntry> files) {

    public static final String FILE_NAME = "manifest.json";
    public static final String FORMAT = "hoard-export";
    public static final int SCHEMA_VERSION = 1;

    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    /**
     * @param count how many records the file holds
     * @param sha256 of the uncompressed file, in lower-case hex
     */
    public record FileEntry(long count, long bytes, String sha256) {}

    public Manifest {
        files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
    }

    byte[] toJson() {
        ObjectNode json = ArchiveJson.mapper().createObjectNode();
        json.put("format", FORMAT);
        json.put("schemaVersion", SCHEMA_VERSION);
        json.put("contents", contents.id());
        json.put("createdAt", MILLIS.format(createdAt));
        json.put("account", account.toString());
        json.put("epoch", epoch);
        json.put("sequence", sequence);
        ObjectNode listed = json.putObject("files");
        files.forEach((name, file) -> listed.putObject(name)
                .put("count", file.count())
                .put("bytes", file.bytes())
                .put("sha256", file.sha256()));
        return ArchiveJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
    }

    /**
     * Reads a manifest of this version; members it does not know are a later version's business and are ignored.
     *
     * @throws UnreadableManifestException with a text a person can act on
     */
    public static Manifest of(JsonNode json) throws UnreadableManifestException {
        if (!FORMAT.equals(json.path("format").asString(""))) {
            throw new UnreadableManifestException("not-an-export", "The manifest does not say \"" + FORMAT + "\".");
        }
        if (json.path("schemaVersion").asInt(0) != SCHEMA_VERSION) {
            throw new UnreadableManifestException(
                    "unsupported-version", "Only schema version " + SCHEMA_VERSION + " can be read.");
        }
        try {
            return new Manifest(
                    ArchiveFormat.find(json.path("contents").asString("")).orElseThrow(IllegalArgumentException::new),
                    Instant.parse(json.path("createdAt").asString("")),
                    Uuids.find(json.path("account").asString("")).orElseThrow(IllegalArgumentException::new),
                    json.path("epoch").asLong(0),
                    json.path("sequence").asLong(0),
                    files(json.path("files")));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new UnreadableManifestException("broken-manifest", "The manifest lacks a member or has a wrong one.");
        }
    }

    private static Map<String, FileEntry> files(JsonNode json) {
        Map<String, FileEntry> files = new LinkedHashMap<>();
        json.forEachEntry((name, file) -> files.put(
                name,
                new FileEntry(
                        file.path("count").asLong(-1),
                        file.path("bytes").asLong(-1),
                        file.path("sha256").asString(""))));
        return files;
    }
}
