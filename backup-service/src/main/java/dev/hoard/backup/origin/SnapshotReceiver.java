package dev.hoard.backup.origin;

import java.io.IOException;

/** Takes a snapshot as it arrives; what it got counts only once the reading has returned. */
public interface SnapshotReceiver {

    /**
     * The snapshot's place in the account's history, before any document.
     *
     * @param epoch of the account's sequence
     * @param sequence number as of which every document stands
     */
    void begin(long epoch, long sequence) throws IOException;

    void document(DocumentLine document) throws IOException;
}
