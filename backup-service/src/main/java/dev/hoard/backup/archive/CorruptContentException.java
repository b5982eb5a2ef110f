package dev.hoard.backup.archive;

import java.io.IOException;

/** A backup's object is missing or is not what was written. */
public final class CorruptContentException extends IOException {

    private static final long serialVersionUID = 1L;

    CorruptContentException() {
        super("the content is not what was written");
    }
}
