package dev.hoard.campaign.document;

import dev.hoard.platform.problem.Problem;

/** What became of fields that were held to their type's rules. */
public sealed interface Checked {

    record Sound(Content content) implements Checked {}

    record Broken(Problem problem) implements Checked {}
}
