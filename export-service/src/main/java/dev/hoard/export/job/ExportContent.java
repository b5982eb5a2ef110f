package dev.hoard.export.job;

import dev.hoard.export.archive.Manifest;
import dev.hoard.platform.storage.StoredObject;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bson.Document;

/**
 * The archive that an export left in storage, as its job keeps it.
 *
 * @param size bytes
 * @param sha256 of the archive, lower-case hex
 * @param sequence the account's sequence number whose state the archive shows
 * @param counts records in each file of the archive
 */
record ExportContent(String key, long size, String sha256, long epoch, long sequence, Map<String, Long> counts) {

    static ExportContent of(StoredObject object, Manifest manifest) {
        Map<String, Long> counts = new LinkedHashMap<>();
        manifest.files().forEach((name, file) -> counts.put(name, file.count()));
        return new ExportContent(
                object.key(), object.size(), object.sha256(), manifest.epoch(), manifest.sequence(), counts);
    }

    static ExportContent of(Document document) {
        Map<String, Long> counts = new LinkedHashMap<>();
        document.getList("counts", Document.class)
                .forEach(file -> counts.put(file.getString("file"), file.getLong("count")));
        return new ExportContent(
                document.getString("key"),
                document.getLong("size"),
                document.getString("sha256"),
                document.getLong("epoch"),
                document.getLong("sequence"),
                counts);
    }

    /** File names have dots, so the counts are a list and not a document. */
    Document toDocument() {
        return new Document("key", key)
                .append("size", size)
                .append("sha256", sha256)
                .append("epoch", epoch)
                .append("sequence", sequence)
                .append(
                        "counts",
                        counts.entrySet().stream()
                                .map(file -> new Document("file", file.getKey()).append("count", file.getValue()))
                                .toList());
    }
}
