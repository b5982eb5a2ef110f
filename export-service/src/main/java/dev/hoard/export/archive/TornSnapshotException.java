package dev.hoard.export.archive;

import java.io.IOException;

/** The snapshot of an account did not arrive whole; nothing may be made of it. */
final class TornSnapshotException extends IOException {

    TornSnapshotException(String what) {
        super("the snapshot is torn: " + what);
    }
}
