package dev.hoard.demo.suite;

import dev.hoard.demo.content.DocumentKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The digest of one type's documents, computed as docs/protocol.md tells clients to (SYNC-12). */
record Digest(List<Bucket> buckets) {

    private static final int BUCKETS = 256;
    private static final int OFFSET = 0x811c9dc5;
    private static final int OTHER_OFFSET = 0x9747b28c;

    record Bucket(int count, String checksum) {}

    /** @param revisions of documents of all types */
    static Digest of(String type, Map<DocumentKey, Long> revisions) {
        int[] counts = new int[BUCKETS];
        long[] checksums = new long[BUCKETS];
        revisions.forEach((key, rev) -> {
            if (key.type().equals(type)) {
                int bucket = hash(key.id(), OFFSET) & 255;
                counts[bucket]++;
                checksums[bucket] ^= checksum(key.id() + ":" + rev);
            }
        });
        List<Bucket> buckets = new ArrayList<>();
        for (int i = 0; i < BUCKETS; i++) {
            buckets.add(new Bucket(counts[i], String.format("%016x", checksums[i])));
        }
        return new Digest(buckets);
    }

    static Digest from(JsonNode json) {
        return new Digest(json.values().stream()
                .map(bucket -> new Bucket(
                        bucket.required("count").asInt(),
                        bucket.required("checksum").asString()))
                .toList());
    }

    private static long checksum(String text) {
        return ((long) hash(text, OFFSET) << 32) | Integer.toUnsignedLong(hash(text, OTHER_OFFSET));
    }

    private static int hash(String text, int offset) {
        int hash = offset;
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (each & 0xff)) * 0x01000193;
        }
        hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
        hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
        return hash ^ (hash >>> 16);
    }
}
