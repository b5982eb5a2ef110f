package dev.hoard.backup.archive;

/** Why a backup was taken. */
enum Trigger {
    /** The owner asked for it. */
    MANUAL,
    /** A restore took it, so that the restore itself can be taken back. */
    SAFETY
}
