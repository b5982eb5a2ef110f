package dev.hoard.backup.archive;

import dev.hoard.backup.origin.DocumentLine;
import java.io.IOException;

/** Takes a backup's documents one by one. */
@FunctionalInterface
public interface DocumentReceiver {

    void document(DocumentLine document) throws IOException;
}
