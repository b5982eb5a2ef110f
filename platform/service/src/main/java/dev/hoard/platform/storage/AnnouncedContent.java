package dev.hoard.platform.storage;

/**
 * What somebody else says they will store.
 *
 * @param size bytes
 * @param sha256 of the content, lower-case hex
 */
public record AnnouncedContent(String contentType, long size, String sha256) {}
