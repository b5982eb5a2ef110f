package dev.hoard.demo.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StoryTest {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final Story story = new Story(new PrintStream(printed, true, StandardCharsets.UTF_8));

    @Test
    void aStepIsNumberedAndTimed() {
        story.step("The laptop logs in", () -> {});
        story.step("The phone logs in", () -> story.line("as usual"));

        assertThat(text()).containsPattern("  1   The laptop logs in\\R      ok, \\d+ ms");
        assertThat(text()).containsPattern("  2   The phone logs in\\R      as usual\\R      ok, \\d+ ms");
    }

    @Test
    void aFailedStepSaysWhatWasExpectedAndWhatCame() {
        assertThatThrownBy(() -> story.step("Counting", () -> Expectation.same("the monsters", 334, 333)))
                .isInstanceOf(StepFailed.class)
                .hasMessage("Counting");

        assertThat(text()).contains("FAILED after", "      the monsters", "      expected: 334", "      came:     333");
    }

    @Test
    void onlyTheFirstDifferencesAreShown() {
        List<String> differences =
                IntStream.range(0, 50).mapToObj(i -> "difference " + i).toList();

        assertThatThrownBy(() -> Expectation.none("phone against laptop", differences))
                .hasMessageContaining("50 differences")
                .hasMessageContaining("difference 9")
                .hasMessageNotContaining("difference 10");
    }

    @Test
    void aLongStepShowsThatItIsAlive() {
        story.step("Waiting", () -> await().until(() -> text().contains("... ")));

        assertThat(text()).containsPattern("\\.\\.\\. \\d\\.\\d\\d s");
    }

    private String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
