package dev.hoard.campaign.mutation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Mutations of one account that arrived together.
 *
 * @param atomic all or none, rather than each for itself
 * @param seen how far the client had read the account; null if it does not say
 * @param premium whether the account pays, which decides on everything but deleting
 */
public record Batch(
        String clientId,
        boolean atomic,
        Strategy strategy,
        @Nullable Place seen,
        boolean premium,
        List<Wish> wishes) {

    /** Stands for the device where a write came over REST, which names none. */
    public static final String REST = "rest";

    public Batch {
        wishes = List.copyOf(wishes);
    }

    /**
     * A place in an account's sequence.
     *
     * @param began where the account stood when a read from nothing began that has not come so far yet, else 0
     */
    public record Place(long epoch, long seq, long began) {

        public Place(long epoch, long seq) {
            this(epoch, seq, 0);
        }

        /**
         * Whether deletions have been forgotten of which the client may not know. Who reads from nothing creates only
         * what is new since, but may still edit what it held before it began anew, and has not been shown to be gone.
         */
        boolean isBelow(long floor, Mutation mutation) {
            long known = mutation.edit() instanceof Edit.Create ? Math.max(seq, began) : seq;
            return known < floor;
        }
    }
}
