package dev.hoard.sync.change;

/** Which document of an account; the feed trusts the pair, though the owner gives an id to one type only. */
public record DocumentKey(String type, String id) {}
