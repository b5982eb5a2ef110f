package dev.hoard.campaign.document;

import dev.hoard.campaign.shape.Shape;

/**
 * What documents of one type are held to; each type's package says its own.
 *
 * @param maxKibibytes size of the client's fields as compact JSON in UTF-8
 * @param shape of the client's fields
 */
public record DocumentRules(ResourceType type, int maxKibibytes, Shape shape) {

    int maxBytes() {
        return maxKibibytes * 1024;
    }
}
