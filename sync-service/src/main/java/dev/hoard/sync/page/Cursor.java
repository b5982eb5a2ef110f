package dev.hoard.sync.page;

import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in an account's feed. It holds no clock, and clients see it as an opaque text.
 *
 * @param seq everything up to this number has been read
 * @param types the filter that it was read with; what was left out then is not known to whoever holds this cursor
 */
public record Cursor(long epoch, long seq, TypeFilter types) {

    /** {@code version.epoch.seq.types}, in URL-safe Base64. */
    private static final Pattern FORM = Pattern.compile("1\\.(0|[1-9]\\d{0,17})\\.(0|[1-9]\\d{0,17})\\.([a-z,]*)");

    private static final int MAX_LENGTH = 200;

    /** @throws ProblemException INVALID_CURSOR for anything that {@link #text} did not make */
    public static Cursor parse(String text) {
        Matcher matcher = FORM.matcher(decoded(text));
        if (!matcher.matches()) {
            throw invalid();
        }
        long epoch = Long.parseLong(matcher.group(1));
        long seq = Long.parseLong(matcher.group(2));
        Cursor cursor;
        try {
            cursor = new Cursor(epoch, seq, TypeFilter.parse(matcher.group(3)));
        } catch (ProblemException unknownType) {
            throw invalid();
        }
        // One place has one text: no second spelling of the same cursor is accepted.
        if (!cursor.text().equals(text)) {
            throw invalid();
        }
        return cursor;
    }

    public String text() {
        String plain = "1." + epoch + "." + seq + "." + types.text();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.US_ASCII));
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

    private static ProblemException invalid() {
        return ProblemException.of(
                ProblemType.INVALID_CURSOR, "This is no cursor of ours; send back what a page gave as 'cursor'.");
    }
}
