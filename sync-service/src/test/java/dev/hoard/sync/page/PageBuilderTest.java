package dev.hoard.sync.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hoard.sync.change.Change;
import dev.hoard.sync.change.DocumentKey;
import dev.hoard.sync.change.Mark;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PageBuilderTest {

    @Test
    void sync7_aFullPageEndsAtItsLastChange() {
        PageBuilder page = builder(TypeFilter.ALL, 2, 1000);

        assertThat(page.add(change("party", "a", 11))).isTrue();
        assertThat(page.add(change("party", "b", 12))).isTrue();
        assertThat(page.add(change("party", "c", 13))).isFalse();
        assertThat(page.add(change("party", "d", 14))).isFalse();
        page.covers(20);

        Page built = page.build(0);
        assertThat(built.to()).isEqualTo(12);
        assertThat(built.hasMore()).isTrue();
        assertThat(built.changes()).hasSize(2);
    }

    @Test
    void sync7_aPageThatHoldsEverythingEndsWhereTheFeedStands() {
        PageBuilder page = builder(TypeFilter.ALL, 2, 1000);
        page.add(change("party", "a", 11));
        page.add(change("party", "b", 12));
        page.covers(20);

        assertThat(page.build(0).to()).isEqualTo(20);
        assertThat(page.build(0).hasMore()).isFalse();
        assertThat(page.build(21).hasMore()).isTrue();
    }

    @Test
    void sync7_onlyTheLatestStateOfADocumentIsShown() {
        PageBuilder page = builder(TypeFilter.ALL, 10, 1000);
        page.add(change("party", "a", 11));
        page.add(change("creature", "a", 12));
        page.add(change("party", "a", 13));

        assertThat(page.build(0).changes())
                .containsExactly(
                        change("creature", "a", 12).text(),
                        change("party", "a", 13).text());
    }

    @Test
    void sync7_otherTypesAreLeftOutAndTakeNoRoom() {
        PageBuilder page = builder(TypeFilter.parse("creature"), 1, 1000);
        assertThat(page.add(change("party", "a", 11))).isTrue();
        assertThat(page.add(change("creature", "a", 12))).isTrue();
        assertThat(page.add(change("party", "b", 13))).isTrue();

        assertThat(page.build(0).to()).isEqualTo(13);
        assertThat(page.build(0).changes())
                .containsExactly(change("creature", "a", 12).text());
    }

    @Test
    void aPageIsBoundedInLengthButHoldsOneChangeAtLeast() {
        PageBuilder page = builder(TypeFilter.ALL, 10, 3);

        assertThat(page.add(change("party", "a", 11))).isTrue();
        assertThat(page.add(change("party", "b", 12))).isFalse();
        assertThat(page.build(0).to()).isEqualTo(11);
    }

    @Test
    void sync7_theFrameHoldsTheTextsAsTheyAre() {
        PageBuilder page = builder(TypeFilter.parse("party"), 10, 1000);
        page.add(change("party", "Größe 🐉", 11));
        page.head(40);

        byte[] json = page.build(0).json();

        assertThat(new String(json, StandardCharsets.UTF_8))
                .contains("\"changes\":[" + change("party", "Größe 🐉", 11).text() + "]");
        JsonNode read = new JsonMapper().readTree(json);
        assertThat(read.required("from").asLong()).isEqualTo(10);
        assertThat(read.required("to").asLong()).isEqualTo(11);
        assertThat(read.required("head").asLong()).isEqualTo(40);
        assertThat(read.required("epoch").asLong()).isEqualTo(1);
        assertThat(read.required("hasMore").asBoolean()).isFalse();
        assertThat(Cursor.parse(read.required("cursor").asString()))
                .isEqualTo(new Cursor(1, 11, TypeFilter.parse("party")));
    }

    private static PageBuilder builder(TypeFilter types, int limit, long maxLength) {
        return new PageBuilder(1, 10, types, limit, maxLength);
    }

    private static Change change(String type, String id, long seq) {
        return new Change(
                new DocumentKey(type, id),
                seq,
                Instant.EPOCH,
                Mark.NONE,
                "{\"seq\":" + seq + ",\"id\":\"" + id + "\"}");
    }
}
