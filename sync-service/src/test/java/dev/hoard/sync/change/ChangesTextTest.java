package dev.hoard.sync.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChangesTextTest {

    private static final String ACCOUNT = "01890a5d-ac96-774b-bcce-b302099a8057";
    private static final String ONE =
            "{\"seq\":6,\"resourceType\":\"party\",\"resourceId\":\"p\",\"op\":\"UPSERT\",\"rev\":6,\"clientId\":\"c\","
                    + "\"updatedAt\":\"2026-01-02T03:04:05.006Z\",\"data\":{ \"name\" : \"Ünïcödé 🐉 \\n\\u2028 }]\","
                    + "\"seq\":99,\"ext\":{\"a\":[1.50,{}]}}}";
    private static final String TWO =
            "{\"resourceType\":\"creature\",\"resourceId\":\"k\",\"op\":\"DELETE\",\"seq\":7,\"rev\":7,\"updatedAt\":\"2026-01-02T03:04:05Z\"}";

    @Test
    void eachChangeKeepsItsTextToTheLetter() {
        ChangeRange range = read(event("5", "7", ONE + " , \n " + TWO)).range();

        assertThat(range.account().value()).isEqualTo(UUID.fromString(ACCOUNT));
        assertThat(range.epoch()).isEqualTo(3);
        assertThat(range.from()).isEqualTo(5);
        assertThat(range.to()).isEqualTo(7);
        assertThat(range.changes())
                .containsExactly(
                        new Change(
                                new DocumentKey("party", "p"),
                                6,
                                Instant.parse("2026-01-02T03:04:05.006Z"),
                                Mark.NONE,
                                ONE),
                        new Change(
                                new DocumentKey("creature", "k"),
                                7,
                                Instant.parse("2026-01-02T03:04:05Z"),
                                Mark.DELETED,
                                TWO));
    }

    @Test
    void aChangeIsOneLineHoweverItWasWritten() {
        String broken = TWO.replace(",", ",\r\n  ").replace("\"seq\":7", "\"seq\":6");

        ChangeRange range = read(event("5", "6", broken)).range();

        assertThat(range.changes().getFirst().text()).doesNotContain("\n", "\r").contains("\"rev\":7");
    }

    @Test
    void theHeadingIsReadWithoutTheChanges() {
        ChangesText heading =
                ChangesText.readHeading(event("5", "7", "this is not even JSON").getBytes(StandardCharsets.UTF_8));

        assertThat(heading.epoch()).isEqualTo(3);
        assertThat(heading.to()).isEqualTo(7);
    }

    @Test
    void theHeadingIsFoundBehindTheChangesToo() {
        String late = "{\"userId\":\"" + ACCOUNT + "\",\"changes\":[" + ONE + "],\"from\":5,\"to\":6,\"epoch\":3}";

        assertThat(ChangesText.readHeading(late.getBytes(StandardCharsets.UTF_8))
                        .to())
                .isEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not JSON",
                "[]",
                "{\"userId\":\"x\",\"epoch\":1,\"from\":0,\"to\":0,\"changes\":[]}",
                "{\"epoch\":1,\"from\":0,\"to\":0,\"changes\":[]}",
                "{\"userId\":\"" + ACCOUNT + "\",\"epoch\":1,\"from\":0,\"to\":0}",
                "{\"userId\":\"" + ACCOUNT + "\",\"epoch\":1,\"from\":0,\"to\":0,\"changes\":{}}",
                "{\"userId\":\"" + ACCOUNT + "\",\"epoch\":1,\"from\":0,\"to\":0,\"changes\":[7]}",
                "{\"userId\":\"" + ACCOUNT + "\",\"epoch\":\"one\",\"from\":0,\"to\":0,\"changes\":[]}",
                "{\"userId\":\"" + ACCOUNT + "\",\"epoch\":1,\"from\":0,\"to\":1,\"changes\":[]}",
                "{\"userId\":\"" + ACCOUNT + "\",\"epoch\":1,\"from\":0,\"to\":1,\"changes\":[",
            })
    void whatIsNoRangeOfChangesIsRefused(String text) {
        assertThatThrownBy(() -> read(text).range()).isInstanceOf(MalformedChanges.class);
    }

    @Test
    void sync8_aRangeWithAHoleIsRefused() {
        assertThatThrownBy(() -> read(event("5", "7", ONE + "," + TWO.replace("\"seq\":7", "\"seq\":8")))
                        .range())
                .isInstanceOf(MalformedChanges.class)
                .hasMessageContaining("8");
        assertThatThrownBy(() -> read(event("4", "6", ONE + "," + TWO)).range()).isInstanceOf(MalformedChanges.class);
    }

    private static ChangesText read(String text) {
        return ChangesText.read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String event(String from, String to, String changes) {
        return "{\"userId\":\"" + ACCOUNT + "\",\"epoch\":3,\"from\":" + from + ",\"to\":" + to
                + ",\"at\":\"2026-01-02T03:04:05Z\",\"changes\":[" + changes + "],\"later\":{\"x\":1}}";
    }
}
