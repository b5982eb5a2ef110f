package dev.hoard.platform.cursor;

import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in an account's sequence: {@code version.epoch.seq.types} in URL-safe Base64, without a clock in it. Clients see
 * it as an opaque text.
 *
 * @param seq everything up to this number has been read
 * @param types the filter that it was read with, as sync-service writes it
 */
public record CursorText(long epoch, long seq, String types) {

    private static final Pattern FORM = Pattern.compile("1\\.(0|[1-9]\\d{0,17})\\.(0|[1-9]\\d{0,17})\\.([a-z,]*)");
    private static final int MAX_LENGTH = 200;

    /** @throws ProblemException INVALID_CURSOR for anything that {@link #text} did not make */
    public static CursorText parse(String text) {
        Matcher matcher = FORM.matcher(decoded(text));
        if (!matcher.matches()) {
            throw invalid();
        }
        CursorText cursor =
                new CursorText(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)), matcher.group(3));
        // One place has one text: no second spelling of the same cursor is accepted.
        if (!cursor.text().equals(text)) {
            throw invalid();
        }
        return cursor;
    }

    public String text() {
        String plain = "1." + epoch + "." + seq + "." + types;
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
