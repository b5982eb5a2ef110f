package dev.hoard.sync.feed;

import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long a reader is ready to wait for news, as the query says it: {@code 20} or {@code 20s}. */
final class Wait {

    private static final Pattern SECONDS = Pattern.compile("(\\d{1,2})s?");
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private Wait() {}

    /** @throws ProblemException BAD_REQUEST for anything but 0 to 30 seconds */
    static Duration parse(String text) {
        Matcher matcher = SECONDS.matcher(text);
        Duration wait = matcher.matches() ? Duration.ofSeconds(Long.parseLong(matcher.group(1))) : Duration.ofDays(1);
        if (wait.compareTo(LONGEST) > 0) {
            throw ProblemException.of(ProblemType.BAD_REQUEST, "The parameter 'wait' lies between 0 and 30 seconds.");
        }
        return wait;
    }
}
