package dev.hoard.export.importing;

/**
 * One rule that a document of an archive breaks.
 *
 * @param file of the archive
 * @param pointer RFC 6901, inside the file
 * @param code short name of the rule, such as {@code too-long}
 * @param message what is wrong, for a person
 */
record Rejection(String file, String pointer, String code, String message) {}
