package dev.hoard.campaign.merge;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * What became of two edits.
 *
 * @param document holds everything both sides wanted, but for {@code fields}
 * @param fields where both wanted different things: RFC 6901 pointers, with an element's identity in place of its index
 */
public record Merged(ObjectNode document, List<String> fields) {

    public Merged {
        fields = List.copyOf(fields);
    }
}
