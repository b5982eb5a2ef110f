package dev.hoard.platform.problem;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One error as a client will see it (RFC 9457).
 *
 * @param detail what happened this time and what would mend it
 * @param errors broken rules of the body, may be empty
 * @param extensions further members of the JSON object
 * @param headers further headers of the answer, such as {@code Retry-After}
 */
public record Problem(
        ProblemType type,
        String detail,
        List<FieldProblem> errors,
        Map<String, Object> extensions,
        Map<String, String> headers) {

    private static final String RETRY_AFTER = "Retry-After";

    public Problem {
        errors = List.copyOf(errors);
        extensions = Map.copyOf(extensions);
        headers = withRetryAfter(type, headers);
    }

    /** ERR-4: these two always say when to come again; a second, where nobody knows better. */
    private static Map<String, String> withRetryAfter(ProblemType type, Map<String, String> headers) {
        boolean asksToComeAgain = type == ProblemType.TOO_MANY_REQUESTS || type == ProblemType.UNAVAILABLE;
        if (!asksToComeAgain || headers.containsKey(RETRY_AFTER)) {
            return Map.copyOf(headers);
        }
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(RETRY_AFTER, "1");
        return Map.copyOf(more);
    }

    public static Problem of(ProblemType type, String detail) {
        return new Problem(type, detail, List.of(), Map.of(), Map.of());
    }

    public Problem withErrors(List<FieldProblem> newErrors) {
        return new Problem(type, detail, newErrors, extensions, headers);
    }

    public Problem with(String member, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(extensions);
        more.put(member, value);
        return new Problem(type, detail, errors, more, headers);
    }

    public Problem withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Problem(type, detail, errors, extensions, more);
    }

    /** For 429 and 503: when to try again, in whole seconds, at least one. */
    public Problem retryAfter(Duration wait) {
        return withHeader(
                RETRY_AFTER, Long.toString(Math.max(1, wait.plusMillis(999).toSeconds())));
    }
}
