package dev.hoard.backup.archive;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a complete backup holds.
 *
 * @param size of the object, in bytes
 * @param sha256 of the object, lower-case hex
 * @param epoch of the account's sequence
 * @param sequence number as of which every document stands
 * @param counts documents by type
 */
public record Contents(long size, String sha256, long epoch, long sequence, SortedMap<String, Long> counts) {

    public Contents {
        counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
    }
}
