package dev.hoard.platform.cursor;

import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in an account's sequence, in URL-safe Base64, without a clock in it: {@code 1.epoch.seq.types}, or
 * {@code 2.epoch.seq.began.types} within a read from nothing. Clients see it as an opaque text.
 *
 * @param seq everything up to this number has been read
 * @param began where the account stood when a read from nothing began that has not come so far yet, else 0: what was
 *     deleted up to there, this read has never shown
 * @param types the filter that it was read with, as sync-service writes it
 */
public record CursorText(long epoch, long seq, long began, String types) {

    private static final String NUMBER = "(0|[1-9]\\d{0,17})";
    private static final Pattern FORM =
            Pattern.compile("[12]\\." + NUMBER + "\\." + NUMBER + "(?:\\." + NUMBER + ")?\\.([a-z,]*)");
    private static final int MAX_LENGTH = 200;

    public CursorText {
        began = began > seq ? began : 0;
    }

    /** A place that does not lie within a read from nothing. */
    public CursorText(long epoch, long seq, String types) {
        this(epoch, seq, 0, types);
    }

    /** @throws ProblemException INVALID_CURSOR for anything that {@link #text} did not make */
    public static CursorText parse(String text) {
        Matcher matcher = FORM.matcher(decoded(text));
        if (!matcher.matches()) {
            throw invalid();
        }
        String began = matcher.group(3);
        CursorText cursor = new CursorText(
                Long.parseLong(matcher.group(1)),
                Long.parseLong(matcher.group(2)),
                began == null ? 0 : Long.parseLong(began),
                matcher.group(4));
        // One place has one text: no second spelling of the same cursor is accepted.
        if (!cursor.text().equals(text)) {
            throw invalid();
        }
        return cursor;
    }

    public String text() {
        String plain = began == 0
                ? "1." + epoch + "." + seq + "." + types
                : "2." + epoch + "." + seq + "." + began + "." + types;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.US_ASCII));
    }

    public static ProblemException invalid() {
        return ProblemException.of(
                ProblemType.INVALID_CURSOR, "This is no cursor of ours; send back what a page gave as 'cursor'.");
    }

    private static String decoded(String text) {
        if (text.length() > MAX_LENGTH) {
            throw invalid();
        }
        try {
            return new String(Base64.getUrlDecoder().decode(text), StandardCharsets.ISO_8859_1);
        } catch (IllegalArgumentException notBase64) {
            throw invalid();
        }
    }
}
