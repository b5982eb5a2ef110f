package dev.hoard.backup.origin;

/** What a bulk commit does with live documents that it does not name. */
public enum BulkMode {
    /** They are deleted. */
    REPLACE,
    /** They stay. */
    UPSERT
}
