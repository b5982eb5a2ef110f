package dev.hoard.sync.page;

import dev.hoard.platform.cursor.CursorText;
import dev.hoard.platform.problem.ProblemException;

/**
 * A place in an account's feed. It holds no clock, and clients see it as an opaque text.
 *
 * @param seq everything up to this number has been read
 * @param began where the feed stood when a read from nothing began that has not come so far yet, else 0
 * @param types the filter that it was read with; what was left out then is not known to whoever holds this cursor
 */
public record Cursor(long epoch, long seq, long began, TypeFilter types) {

    public Cursor {
        began = began > seq ? began : 0;
    }

    /** A place that does not lie within a read from nothing. */
    public Cursor(long epoch, long seq, TypeFilter types) {
        this(epoch, seq, 0, types);
    }

    /** @throws ProblemException INVALID_CURSOR for anything that {@link #text} did not make */
    public static Cursor parse(String text) {
        CursorText place = CursorText.parse(text);
        Cursor cursor;
        try {
            cursor = new Cursor(place.epoch(), place.seq(), place.began(), TypeFilter.parse(place.types()));
        } catch (ProblemException unknownType) {
            throw CursorText.invalid();
        }
        // One place has one text: no other order of its types is accepted.
        if (!cursor.text().equals(text)) {
            throw CursorText.invalid();
        }
        return cursor;
    }

    public String text() {
        return new CursorText(epoch, seq, began, types.text()).text();
    }
}
