package dev.hoard.sync.feed;

import dev.hoard.sync.change.DocumentKey;

/** A living document and the number of its last change. */
public record RowKey(DocumentKey document, long rev) {}
