package dev.hoard.sync.feed;

import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import dev.hoard.sync.page.Cursor;
import dev.hoard.sync.page.TypeFilter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a reader asks for.
 *
 * @param minSeq the number that the page must reach, or fill up on the way; 0 for none
 * @param hoped the same, but an owner who cannot be reached is no reason to fail
 */
public record PageRequest(Since since, TypeFilter types, int limit, long minSeq, long hoped) {

    static final int DEFAULT_LIMIT = 500;
    static final int MAX_LIMIT = 1000;

    /** @throws ProblemException BAD_REQUEST or INVALID_CURSOR for what a client may not ask */
    public static PageRequest of(
            @Nullable String since, @Nullable String types, @Nullable Integer limit, @Nullable Long minSeq) {
        if (limit != null && (limit < 1 || limit > MAX_LIMIT)) {
            throw ProblemException.of(ProblemType.BAD_REQUEST, "The parameter 'limit' lies between 1 and 1000.");
        }
        if (minSeq != null && minSeq < 0) {
            throw ProblemException.of(ProblemType.BAD_REQUEST, "The parameter 'minSeq' is a number from 0 on.");
        }
        TypeFilter filter = TypeFilter.parse(types);
        return new PageRequest(
                Since.parse(since, filter),
                filter,
                limit == null ? DEFAULT_LIMIT : limit,
                minSeq == null ? 0 : minSeq,
                0);
    }

    /** The same from a place further on. */
    public PageRequest after(Cursor cursor) {
        return new PageRequest(new Since.After(cursor), types, limit, minSeq, hoped);
    }

    public PageRequest hoping(long seq) {
        return new PageRequest(since, types, limit, minSeq, seq);
    }

    /** What the reader has, if it says so by a cursor. */
    public Optional<Cursor> cursor() {
        return since instanceof Since.After(Cursor cursor) ? Optional.of(cursor) : Optional.empty();
    }

    long goal() {
        return Math.max(minSeq, hoped);
    }
}
