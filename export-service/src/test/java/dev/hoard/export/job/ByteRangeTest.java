package dev.hoard.export.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hoard.platform.problem.ProblemException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ByteRangeTest {

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 0",
        "bytes=0-, 0, 99",
        "bytes=10-19, 10, 19",
        "bytes=90-, 90, 99",
        "bytes=90-500, 90, 99",
        "bytes=-5, 95, 99",
        "bytes=-500, 0, 99",
    })
    void exp1_oneRangeIsServedAsAsked(String header, long first, long last) {
        assertThat(ByteRange.of(header, 100)).isEqualTo(new ByteRange(first, last, 100, true));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "bytes=", "bytes=a-b", "bytes=5-1", "items=0-1", "bytes=0-1,5-6"})
    void exp1_noRangeABrokenOneOrSeveralGiveTheWhole(String header) {
        assertThat(ByteRange.of(header, 100)).isEqualTo(ByteRange.whole(100));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=100-", "bytes=100-200", "bytes=-0"})
    void exp1_aRangeOutsideTheContentIsRefusedWithItsSize(String header) {
        assertThatThrownBy(() -> ByteRange.of(header, 100)).isInstanceOfSatisfying(ProblemException.class, e -> {
            assertThat(e.problem().type().status()).isEqualTo(416);
            assertThat(e.problem().headers()).containsEntry("Content-Range", "bytes */100");
        });
    }
}
