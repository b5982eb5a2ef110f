package dev.hoard.sync.change;

/** Which document of an account: an id is unique within its type only. */
public record DocumentKey(String type, String id) {}
