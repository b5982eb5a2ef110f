package dev.hoard.backup.origin;

import org.jspecify.annotations.Nullable;

/** A line that should hold a document holds something else; its text is nobody's business but the owner's. */
public final class MalformedLineException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MalformedLineException(@Nullable Throwable cause) {
        super("A line is not a document.", cause);
    }
}
