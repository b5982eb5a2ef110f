package dev.hoard.export.archive;

/** The manifest of an archive is not one of ours, or not of this version. */
public final class UnreadableManifestException extends Exception {

    private final String code;

    UnreadableManifestException(String code, String message) {
        super(message);
        this.code = code;
    }

    /** Short name of what is wrong, such as {@code unsupported-version}. */
    public String code() {
        return code;
    }
}
