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

    /** A place in an account's sequence. */
    public record Place(long epoch, long seq) {}
}
