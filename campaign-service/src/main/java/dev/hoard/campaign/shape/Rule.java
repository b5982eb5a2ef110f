package dev.hoard.campaign.shape;

import tools.jackson.databind.JsonNode;

/** What a JSON value may be. Rules are pure, immutable and shared between threads. */
@FunctionalInterface
public interface Rule {

    /**
     * Reports every broken rule at or below {@code value} and gives the value to keep in its place: the same node, or its
     * normal form. Containers are brought into normal form in place.
     */
    JsonNode check(JsonNode value, Findings findings);
}
