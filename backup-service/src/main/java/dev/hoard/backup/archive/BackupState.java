package dev.hoard.backup.archive;

/** How far a backup has come; only one that is READY can be downloaded or restored. */
enum BackupState {
    /** Asked for, no worker has begun. */
    PENDING,
    /** A worker writes it. */
    RUNNING,
    /** The object is complete and was read back. */
    READY,
    /** Given up: there is no object. */
    FAILED,
    /** The object is missing or no longer what was written. */
    CORRUPT,
    /** On its way out: object first, then the record. Shown to nobody. */
    DELETING
}
