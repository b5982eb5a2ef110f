package dev.hoard.gateway.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;

class RateLimitTest {

    private final RateLimit limit = new RateLimit(new RateLimitProperties.Limit(3, Duration.ofMinutes(1)));
    private final HttpHeaders headers = new HttpHeaders();

    @Test
    void err4_whoAsksTooOftenIsToldWhenToComeAgain() {
        limit.take("a", headers);
        limit.take("a", headers);
        limit.take("a", headers);

        ProblemException refusal = catchThrowableOfType(ProblemException.class, () -> limit.take("a", headers));

        assertThat(refusal.problem().type()).isEqualTo(ProblemType.TOO_MANY_REQUESTS);
        assertThat(Integer.parseInt(refusal.problem().headers().getOrDefault("Retry-After", "0")))
                .isBetween(1, 20);
        assertThat(headers.getFirst("RateLimit-Limit")).isEqualTo("3");
        assertThat(headers.getFirst("RateLimit-Remaining")).isEqualTo("0");
        assertThat(Integer.parseInt(String.valueOf(headers.getFirst("RateLimit-Reset"))))
                .isBetween(55, 60);
    }

    @Test
    void oneDoesNotPayForAnother() {
        limit.take("a", headers);
        limit.take("a", headers);
        limit.take("a", headers);

        limit.take("b", headers);

        assertThat(headers.getFirst("RateLimit-Remaining")).isEqualTo("2");
    }
}
