package dev.hoard.backup.origin;

import java.io.IOException;

/** A snapshot ended before its last line or holds another number of documents than that line says. */
final class TornSnapshotException extends IOException {

    private static final long serialVersionUID = 1L;

    TornSnapshotException(String message) {
        super(message);
    }
}
