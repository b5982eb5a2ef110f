package dev.hoard.campaign.mutation;

import dev.hoard.platform.problem.Problem;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One entry of a batch: a mutation, or something that was meant to be one. */
public sealed interface Wish permits Mutation, Wish.Unfit {

    /** The client's name for the entry; null if it gave none. */
    @Nullable
    UUID id();

    /** An entry that breaks a rule of its own, whatever the state of the account. */
    record Unfit(UUID id, Problem problem) implements Wish {}
}
