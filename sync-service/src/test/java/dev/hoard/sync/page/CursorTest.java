package dev.hoard.sync.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "party", "party,creature", "creature,party,party"})
    void sync7_aCursorHoldsItsPlaceAndItsTypes(String types) {
        Cursor cursor = new Cursor(2, 1_234_567_890_123L, TypeFilter.parse(types));

        assertThat(Cursor.parse(cursor.text())).isEqualTo(cursor);
        assertThat(cursor.text()).matches("[A-Za-z0-9_-]+");
    }

    @Test
    void theOrderOfTypesMakesNoDifference() {
        assertThat(TypeFilter.parse("party,creature")).isEqualTo(TypeFilter.parse("creature,party"));
    }

    static Stream<String> garbage() {
        return Stream.of(
                "x",
                "null",
                "%%%",
                "1.1.5.",
                encoded("1.1.5"),
                encoded("2.1.5."),
                encoded("1.1.5.9."),
                encoded("2.1.5.5."), // a read that has come so far is none any more
                encoded("2.1.5.09."),
                encoded("3.1.5.9."),
                encoded("1.1.-5."),
                encoded("1.1.05."),
                encoded("1.1.5.dragon"),
                encoded("1.1.5.party,creature"), // not the order in which we write them
                encoded("1.1.5.,"),
                encoded("1.1.99999999999999999999."),
                encoded("1.1.5.") + "==",
                encoded("1.1.5.\n"),
                "A".repeat(5000));
    }

    @ParameterizedTest
    @MethodSource("garbage")
    void sync7_whatWeDidNotMakeIsNoCursor(String text) {
        assertThatThrownBy(() -> Cursor.parse(text))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().type()).isEqualTo(ProblemType.INVALID_CURSOR));
    }

    @Test
    void sync10_aCursorWithinAReadFromNothingHoldsWhereThatBegan() {
        Cursor within = new Cursor(2, 5, 9, TypeFilter.parse("party"));

        assertThat(Cursor.parse(within.text())).isEqualTo(within);
        assertThat(within).isNotEqualTo(new Cursor(2, 5, TypeFilter.parse("party")));
        assertThat(new Cursor(2, 9, 9, TypeFilter.ALL))
                .as("it has come so far, and is one like any other")
                .isEqualTo(Cursor.parse(encoded("1.2.9.")));
    }

    private static String encoded(String plain) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }
}
