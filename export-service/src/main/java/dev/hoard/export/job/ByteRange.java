package dev.hoard.export.job;

import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpRange;

/**
 * The bytes of a content that a request is for (RFC 9110, 14).
 *
 * @param first from 0
 * @param last inclusive
 * @param total size of the whole content
 * @param partial whether a range was asked for, be it the whole
 */
record ByteRange(long first, long last, long total, boolean partial) {

    static ByteRange whole(long total) {
        return new ByteRange(0, total - 1, total, false);
    }

    /**
     * What a {@code Range} header asks for. As the RFC allows, a header that is malformed or asks for several ranges is
     * ignored.
     *
     * @throws ProblemException RANGE_NOT_SATISFIABLE for a range outside the content
     */
    static ByteRange of(@Nullable String header, long total) {
        List<HttpRange> ranges = parse(header);
        if (ranges.size() != 1) {
            return whole(total);
        }
        HttpRange range = ranges.getFirst();
        long first = range.getRangeStart(total);
        long last = range.getRangeEnd(total);
        if (first >= total || last < first) {
            throw new ProblemException(
                    Problem.of(ProblemType.RANGE_NOT_SATISFIABLE, "The content has " + total + " bytes.")
                            .withHeader("Content-Range", "bytes */" + total));
        }
        return new ByteRange(first, last, total, true);
    }

    private static List<HttpRange> parse(@Nullable String header) {
        try {
            return HttpRange.parseRanges(header);
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    long length() {
        return last - first + 1;
    }

    String contentRange() {
        return "bytes " + first + "-" + last + "/" + total;
    }
}
