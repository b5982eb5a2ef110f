package dev.hoard.export.importing;

/**
 * A pointer of the bulk commit, such as {@code /17/name}.
 *
 * @param line number of the line in the body, from 0
 * @param insideDocument the rest of the pointer, empty for the whole document
 */
record LinePointer(int line, String insideDocument) {

    /** @throws IllegalArgumentException for a pointer that starts with no number: not one of the bulk commit's */
    static LinePointer of(String pointer) {
        int end = pointer.indexOf('/', 1);
        String first = end < 0 ? pointer.substring(Math.min(1, pointer.length())) : pointer.substring(1, end);
        return new LinePointer(Integer.parseInt(first), end < 0 ? "" : pointer.substring(end));
    }
}
