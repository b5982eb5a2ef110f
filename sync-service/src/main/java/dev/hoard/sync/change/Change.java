package dev.hoard.sync.change;

import java.time.Instant;

/**
 * One change: what the feed sorts and filters by, and the text that clients get.
 *
 * @param seq the account's number of this change, also the document's {@code rev}
 * @param text the JSON object as campaign-service wrote it, on one line
 */
public record Change(DocumentKey document, long seq, Instant updatedAt, Mark mark, String text) {}
