package dev.hoard.sync.feed;

import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import dev.hoard.sync.page.Cursor;
import dev.hoard.sync.page.TypeFilter;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where a reader wants to read on. */
sealed interface Since {

    /** From the very beginning. */
    record Nothing() implements Since {}

    /** After what was read already. */
    record After(Cursor cursor) implements Since {}

    /** Everything that changed at or after an instant, and some before: for clients that keep no cursor. */
    record ChangedAt(Instant instant) implements Since {}

    /** @throws ProblemException INVALID_CURSOR for what is neither a cursor made with these types nor an instant */
    static Since parse(@Nullable String text, TypeFilter types) {
        if (text == null || text.isEmpty()) {
            return new Nothing();
        }
        if (text.indexOf(':') >= 0) {
            return new ChangedAt(instant(text));
        }
        Cursor cursor = Cursor.parse(text);
        if (!cursor.types().equals(types)) {
            throw ProblemException.of(
                    ProblemType.INVALID_CURSOR,
                    "The cursor was made with types '" + cursor.types().text()
                            + "'; ask with the same, or read from nothing.");
        }
        return new After(cursor);
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw ProblemException.of(
                    ProblemType.INVALID_CURSOR,
                    "'since' is neither a cursor nor an instant such as 2026-01-31T12:00:00Z.");
        }
    }
}
