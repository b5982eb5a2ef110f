package dev.hoard.backup.origin;

import java.io.IOException;
import java.io.OutputStream;

/** Writes the documents of a bulk commit, one line each; whatever it throws breaks the request off, uncommitted. */
@FunctionalInterface
public interface BulkBody {

    void writeTo(OutputStream out) throws IOException;
}
