package dev.hoard.sync.page;

/**
 * A page as bytes, to be shared by everyone who is sent the same.
 *
 * @param to the number up to which it covers the account
 * @param cursor where to read on
 * @param json the page; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody, and copying it for each stream is what it avoids
public record RenderedPage(long to, String cursor, byte[] json) {}
