package dev.hoard.campaign.resource;

import dev.hoard.campaign.mutation.Expectation;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code If-Match} and {@code If-None-Match} of a request (RFC 9110, 13.1), on entity tags that are revisions. */
record Conditions(@Nullable String ifMatch, @Nullable String ifNoneMatch) {

    private static final String ANY = "*";
    private static final Pattern TAG = Pattern.compile("(W/)?\"(\\d{1,18})\"");

    /** What a write expects of the document. */
    Expectation expectation() {
        if (ifMatch != null) {
            return ifMatch.strip().equals(ANY)
                    ? new Expectation.Exists()
                    // Strong comparison: a weak tag never matches.
                    : new Expectation.IsAtOneOf(revisions(ifMatch, false));
        }
        if (ifNoneMatch == null) {
            return new Expectation.Nothing();
        }
        if (!ifNoneMatch.strip().equals(ANY)) {
            throw ProblemException.of(ProblemType.BAD_REQUEST, "A write knows If-None-Match: * only.");
        }
        return new Expectation.DoesNotExist();
    }

    /** Whether the reader already has this revision, in which case it is answered with 304. */
    boolean readerHas(long rev) {
        return ifNoneMatch != null
                && (ifNoneMatch.strip().equals(ANY)
                        || revisions(ifNoneMatch, true).contains(rev));
    }

    private static Set<Long> revisions(String tags, boolean weakToo) {
        return Arrays.stream(tags.split(",", -1))
                .map(tag -> TAG.matcher(tag.strip()))
                .filter(Matcher::matches)
                .filter(tag -> weakToo || tag.group(1) == null)
                .map(tag -> Long.valueOf(tag.group(2)))
                .collect(Collectors.toUnmodifiableSet());
    }
}
