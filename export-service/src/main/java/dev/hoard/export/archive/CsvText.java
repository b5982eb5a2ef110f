package dev.hoard.export.archive;

/**
 * Keeps a spreadsheet from taking a text for a formula: a cell that begins with a character that could start one, or
 * with the mark itself, gets an apostrophe in front. So whoever reads a cell back drops one leading apostrophe, always.
 */
final class CsvText {

    private static final char MARK = '\'';
    /** What starts a formula in the spreadsheets there are, their full-width forms included, and white space they skip. */
    private static final String DANGEROUS = "=+-@\t\r\n＝＋－＠" + MARK;

    private CsvText() {}

    static String neutral(String text) {
        return !text.isEmpty() && DANGEROUS.indexOf(text.charAt(0)) >= 0 ? MARK + text : text;
    }
}
