package dev.hoard.export.suite;

import dev.hoard.export.archive.ArchiveJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The files of an archive, unpacked. */
public final class OpenedArchive {

    private static final Map<String, String> TYPES =
            Map.of("parties.json", "party", "encounters.json", "encounter", "creatures.json", "creature");

    private final Map<String, byte[]> files = new LinkedHashMap<>();

    public OpenedArchive(byte[] archive) {
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), zip.readAllBytes());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In the order of the zip. */
    public List<String> names() {
        return List.copyOf(files.keySet());
    }

    public byte[] bytes(String name) {
        return Optional.ofNullable(files.get(name)).orElseThrow(() -> new NoSuchElementException(name));
    }

    public String text(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }

    public JsonNode json(String name) {
        return ArchiveJson.mapper().readTree(bytes(name));
    }

    public String sha256(String name) {
        return HandmadeArchive.sha256(bytes(name));
    }

    /** The campaign data of a JSON archive without what revisions add, by "type/id". */
    public Map<String, ObjectNode> documents() {
        Map<String, ObjectNode> documents = new TreeMap<>();
        TYPES.forEach((file, type) -> json(file).forEach(document -> put(documents, type, document)));
        if (json("preferences.json").isObject()) {
            put(documents, "preferences", json("preferences.json"));
        }
        return documents;
    }

    private static void put(Map<String, ObjectNode> documents, String type, JsonNode document) {
        ObjectNode data = (ObjectNode) document.deepCopy();
        String id = data.remove("id").asString();
        data.remove(List.of("rev", "schemaVersion", "createdAt", "updatedAt"));
        documents.put(type + "/" + id, data);
    }
}
