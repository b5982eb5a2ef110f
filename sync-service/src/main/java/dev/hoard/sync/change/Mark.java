package dev.hoard.sync.change;

/** What the feed must know of a change beside its text, to count and to forget it. */
public enum Mark {
    NONE,

    /** The document was deleted: the change is its tombstone. */
    DELETED,

    /** A conflict that nobody has resolved yet. */
    OPEN
}
