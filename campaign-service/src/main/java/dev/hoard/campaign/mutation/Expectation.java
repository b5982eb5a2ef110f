package dev.hoard.campaign.mutation;

import java.util.Set;

/** What the writer takes for granted about the document. */
public sealed interface Expectation {

    /** Nothing: the last write wins. */
    record Nothing() implements Expectation {}

    /** The writer saw this revision; a later one is a conflict to be dealt with (push). */
    record SawRevision(long rev) implements Expectation {}

    /** One of these revisions is current, or nothing is done ({@code If-Match}). */
    record IsAtOneOf(Set<Long> revs) implements Expectation {

        public IsAtOneOf {
            revs = Set.copyOf(revs);
        }
    }

    /** The document exists, or nothing is done ({@code If-Match: *}). */
    record Exists() implements Expectation {}

    /** The document does not exist, or nothing is done ({@code If-None-Match: *}). */
    record DoesNotExist() implements Expectation {}

    /** The document's id was made for it just now, so that there is nothing to look up. */
    record NewId() implements Expectation {}
}
