package dev.hoard.export.archive;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How the files inside an archive are written. */
public enum ArchiveFormat {
    /** Lossless; the one that can be imported again. */
    JSON,
    /** For spreadsheets (RFC 4180). */
    CSV;

    /** The name as clients write it, which is also the file extension. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<ArchiveFormat> find(String id) {
        return Arrays.stream(values()).filter(format -> format.id().equals(id)).findFirst();
    }
}
