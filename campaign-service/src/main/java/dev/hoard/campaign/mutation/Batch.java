package dev.hoard.campaign.mutation;

import java.util.List;

/**
 * Mutations of one account that arrived together.
 *
 * @param atomic all or none, rather than each for itself
 * @param premium whether the account pays, which decides on everything but deleting
 */
public record Batch(String clientId, boolean atomic, Strategy strategy, boolean premium, List<Wish> wishes) {

    public Batch {
        wishes = List.copyOf(wishes);
    }
}
