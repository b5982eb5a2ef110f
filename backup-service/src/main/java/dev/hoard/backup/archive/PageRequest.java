package dev.hoard.backup.archive;

import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which backups a list shows, newest first.
 *
 * @param limit at most so many; 0 for all
 * @param before only those created before this instant
 */
record PageRequest(int limit, Instant before) {

    private static final int MAX_LIMIT = 500;

    /** Later than any backup, and still a date that MongoDB knows. */
    private static final Instant END_OF_TIME = Instant.parse("9999-12-31T23:59:59.999Z");

    static PageRequest everything() {
        return new PageRequest(0, END_OF_TIME);
    }

    /** @throws ProblemException BAD_REQUEST for a limit out of range, INVALID_CURSOR for a page that was not handed out */
    static PageRequest of(int limit, @Nullable String page) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw ProblemException.of(ProblemType.BAD_REQUEST, "The limit must be between 1 and " + MAX_LIMIT + ".");
        }
        return new PageRequest(limit, page == null ? END_OF_TIME : instant(page));
    }

    /** The text that leads on from the last backup of a page. */
    static String after(Backup last) {
        return Long.toString(last.createdAt().toEpochMilli(), Character.MAX_RADIX);
    }

    private static Instant instant(String page) {
        try {
            long millis = Long.parseLong(page, Character.MAX_RADIX);
            if (millis >= 0 && millis <= END_OF_TIME.toEpochMilli()) {
                return Instant.ofEpochMilli(millis);
            }
        } catch (NumberFormatException e) {
            // said below, like a number out of range
        }
        throw ProblemException.of(ProblemType.INVALID_CURSOR, "The page is not one that was handed out.");
    }
}
