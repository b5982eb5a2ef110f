package dev.hoard.platform.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {

    enum Mode {
        FAST,
        SAFE
    }

    record Order(
            @Nullable String name,
            @Nullable Integer count,
            @Nullable Boolean urgent,
            @Nullable Mode mode,
            @Nullable List<String> tags) {}

    @Test
    void valuesOfTheRightTypesAreRead() {
        assertThat(read("{\"name\":\"a\",\"count\":1,\"urgent\":true,\"mode\":\"FAST\",\"tags\":[\"x\"]}"))
                .isEqualTo(new Order("a", 1, true, Mode.FAST, List.of("x")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\":17}",
                "{\"name\":1.5}",
                "{\"name\":true}",
                "{\"name\":{}}",
                "{\"name\":[\"a\"]}",
                "{\"count\":\"17\"}",
                "{\"count\":1.5}",
                "{\"count\":true}",
                "{\"urgent\":1}",
                "{\"urgent\":\"true\"}",
                "{\"mode\":0}",
                "{\"mode\":\"\"}",
                "{\"mode\":\"other\"}",
                "{\"tags\":\"a\"}",
                "{\"tags\":[1]}"
            })
    void err1_aValueOfAnotherTypeIsRefusedAndNeverConverted(String json) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().type()).isEqualTo(ProblemType.VALIDATION_FAILED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "17", "\"text\"", ""})
    void err3_aBodyThatIsNoObjectIsRefused(String json) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().type().status()).isEqualTo(400));
    }

    @Test
    void err3_thirtyTwoLevelsAreReadAndOneMoreIsRefused() {
        assertThat(StrictJson.readObject(nested(32)).toString())
                .isEqualTo(new String(nested(32), StandardCharsets.UTF_8));
        assertThatThrownBy(() -> StrictJson.readObject(nested(33)))
                .isInstanceOfSatisfying(ProblemException.class, e -> {
                    assertThat(e.problem().type()).isEqualTo(ProblemType.MALFORMED_JSON);
                    assertThat(e.problem().detail()).contains("deeper than 32 levels");
                });
    }

    private static byte[] nested(int levels) {
        String opening = "[".repeat(levels - 1);
        return ("{\"any\":" + opening + opening.replace('[', ']') + "}").getBytes(StandardCharsets.UTF_8);
    }

    private static Order read(String json) {
        return StrictJson.read(json.getBytes(StandardCharsets.UTF_8), Order.class);
    }
}
