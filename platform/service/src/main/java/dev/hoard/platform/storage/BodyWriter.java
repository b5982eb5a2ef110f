package dev.hoard.platform.storage;

import java.io.IOException;
import java.io.OutputStream;

/** Writes an object's content; called once. */
@FunctionalInterface
public interface BodyWriter {

    void writeTo(OutputStream out) throws IOException;
}
