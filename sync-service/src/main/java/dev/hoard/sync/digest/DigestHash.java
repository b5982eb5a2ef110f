package dev.hoard.sync.digest;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The hashes of a digest, as docs/protocol.md defines them. They find differences, not forgers, so they are ones that a
 * browser computes for a hundred thousand documents without noticing.
 */
final class DigestHash {

    static final int BUCKETS = 256;

    private static final int FNV_PRIME = 0x01000193;
    private static final int FNV_OFFSET = 0x811c9dc5;
    private static final int OTHER_OFFSET = 0x9747b28c;

    private DigestHash() {}

    static int bucket(String id) {
        return hash(lower(id), FNV_OFFSET) & (BUCKETS - 1);
    }

    /** 64 bits of a document at a revision; those of a bucket are combined by exclusive or. */
    static long checksum(String id, long rev) {
        byte[] text = lower(id + ":" + rev);
        return ((long) hash(text, FNV_OFFSET) << Integer.SIZE) | Integer.toUnsignedLong(hash(text, OTHER_OFFSET));
    }

    private static byte[] lower(String text) {
        return text.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
    }

    /** FNV-1a, its bits stirred as MurmurHash3 does at its end: FNV's own low bits hardly depend on each other. */
    private static int hash(byte[] text, int offset) {
        int hash = offset;
        for (byte b : text) {
            hash = (hash ^ (b & 0xff)) * FNV_PRIME;
        }
        hash ^= hash >>> 16;
        hash *= 0x85ebca6b;
        hash ^= hash >>> 13;
        hash *= 0xc2b2ae35;
        return hash ^ (hash >>> 16);
    }
}
