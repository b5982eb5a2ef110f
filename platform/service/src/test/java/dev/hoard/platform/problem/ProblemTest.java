package dev.hoard.platform.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemTest {

    /** However a problem is made and extended. */
    @ParameterizedTest
    @EnumSource
    void err4_tooManyRequestsAndUnavailableSayWhenToComeAgainAndNoOtherDoes(ProblemType type) {
        boolean comesAgain = type.status() == 429 || type.status() == 503;
        Problem plain = Problem.of(type, "It broke.");

        assertThat(plain.headers()).isEqualTo(comesAgain ? Map.of("Retry-After", "1") : Map.of());
        assertThat(plain.with("more", 1).withErrors(List.of()).headers()).isEqualTo(plain.headers());
        assertThat(plain.retryAfter(Duration.ofMillis(6_500)).with("more", 1).headers())
                .isEqualTo(Map.of("Retry-After", "7"));
    }
}
