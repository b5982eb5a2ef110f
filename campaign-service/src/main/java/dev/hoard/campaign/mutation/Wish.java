package dev.hoard.campaign.mutation;

import dev.hoard.platform.problem.Problem;

/** One entry of a batch: a mutation, or something that was meant to be one. */
public sealed interface Wish permits Mutation, Wish.Unfit {

    /** An entry that breaks a rule of its own, whatever the state of the account. */
    record Unfit(Problem problem) implements Wish {}
}
