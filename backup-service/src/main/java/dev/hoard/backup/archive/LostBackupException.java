package dev.hoard.backup.archive;

/** The record has a newer writer, or is no longer to be written: stop, and leave nothing. */
final class LostBackupException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LostBackupException(BackupId id) {
        super("backup " + id + " has another writer or was deleted");
    }
}
