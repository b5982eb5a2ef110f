package dev.hoard.sync.digest;

/** The digest of one type: counts and checksums of its buckets. */
final class TypeDigest {

    private final int[] counts = new int[DigestHash.BUCKETS];
    private final long[] checksums = new long[DigestHash.BUCKETS];

    void add(String id, long rev) {
        int bucket = DigestHash.bucket(id);
        counts[bucket]++;
        checksums[bucket] ^= DigestHash.checksum(id, rev);
    }

    void appendTo(StringBuilder json) {
        for (int i = 0; i < DigestHash.BUCKETS; i++) {
            json.append(i == 0 ? '[' : ',')
                    .append("{\"count\":")
                    .append(counts[i])
                    .append(",\"checksum\":\"")
                    .append(String.format("%016x", checksums[i]))
                    .append("\"}");
        }
        json.append(']');
    }
}
