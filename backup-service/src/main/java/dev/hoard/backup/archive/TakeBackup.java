package dev.hoard.backup.archive;

/** The body of a request for a backup: there is nothing to choose yet, so any field is an unknown one. */
record TakeBackup() {}
