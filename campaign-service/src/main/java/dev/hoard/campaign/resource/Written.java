package dev.hoard.campaign.resource;

import dev.hoard.campaign.document.Revision;
import org.jspecify.annotations.Nullable;

/**
 * A write that was done, now or the first time it was asked for.
 *
 * @param document as the write left it; null if it is not kept any more
 */
record Written(@Nullable Revision document, boolean created) {}
