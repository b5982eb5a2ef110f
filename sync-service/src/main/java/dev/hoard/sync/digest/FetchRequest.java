package dev.hoard.sync.digest;

import dev.hoard.sync.page.TypeFilter;
import java.util.BitSet;
import java.util.Collection;
import java.util.Set;

/**
 * What a client wants to have once more.
 *
 * @param types the one type
 * @param after only documents with a higher number
 */
record FetchRequest(TypeFilter types, Wanted wanted, long after, int limit) {

    /** Which documents of the type are meant. */
    sealed interface Wanted {}

    record Ids(Set<String> ids) implements Wanted {}

    record Buckets(BitSet numbers) implements Wanted {

        static Buckets of(Collection<Integer> buckets) {
            BitSet numbers = new BitSet(DigestHash.BUCKETS);
            buckets.forEach(numbers::set);
            return new Buckets(numbers);
        }

        boolean hold(String id) {
            return numbers.get(DigestHash.bucket(id));
        }
    }
}
