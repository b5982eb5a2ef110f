package dev.hoard.demo.client;

import java.util.ArrayList;
import java.util.List;

/** Cuts many mutations into pushes the suite accepts: at most 500 mutations and 5 MiB each (SYNC-2). */
public final class Batches {

    private static final int MOST_MUTATIONS = 500;

    /** Below the 5 MiB of the protocol by what stands around the mutations. */
    private static final int MOST_BYTES = 5 * 1024 * 1024 - 1024;

    private Batches() {}

    public static List<List<Mutation>> of(List<Mutation> mutations) {
        return of(mutations, MOST_MUTATIONS);
    }

    /** @param most mutations a batch, at most 500 */
    public static List<List<Mutation>> of(List<Mutation> mutations, int most) {
        if (most < 1 || most > MOST_MUTATIONS) {
            throw new IllegalArgumentException("A push takes 1 to " + MOST_MUTATIONS + " mutations, not " + most);
        }
        List<List<Mutation>> batches = new ArrayList<>();
        List<Mutation> batch = new ArrayList<>();
        int bytes = 0;
        for (Mutation mutation : mutations) {
            int size = Json.write(mutation.toJson()).length + 1;
            if (!batch.isEmpty() && (batch.size() == most || bytes + size > MOST_BYTES)) {
                batches.add(batch);
                batch = new ArrayList<>();
                bytes = 0;
            }
            batch.add(mutation);
            bytes += size;
        }
        if (!batch.isEmpty()) {
            batches.add(batch);
        }
        return batches;
    }
}
