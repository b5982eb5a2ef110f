package dev.hoard.demo.client;

import static dev.hoard.demo.client.FeedPages.delete;
import static dev.hoard.demo.client.FeedPages.page;
import static dev.hoard.demo.client.FeedPages.upsert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hoard.demo.content.DocumentKey;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class ReplicaTest {

    private final Replica replica = new Replica();

    @Test
    void itHoldsWhatTheFeedShowed() {
        apply(page(0, 2, upsert(1, "a", "Owlbear"), upsert(2, "b", "Goblin")));
        apply(page(2, 4, delete(3, "a"), upsert(4, "b", "Boss")));

        assertThat(replica.content().size()).isOne();
        assertThat(replica.revision(key("b"))).isEqualTo(4);
        assertThat(replica.position()).isEqualTo(4);
        assertThat(replica.cursor()).contains("cursor-4");
    }

    @Test
    void sync7_aFrameThatWasSeenIsNotAppliedAgain() {
        apply(page(0, 2, upsert(1, "a", "Owlbear"), upsert(2, "b", "Goblin")));
        apply(page(2, 3, delete(3, "a")));

        assertThat(apply(page(0, 2, upsert(1, "a", "Owlbear"), upsert(2, "b", "Goblin"))))
                .isTrue();

        assertThat(replica.find(key("a"))).isEmpty();
        assertThat(replica.position()).isEqualTo(3);
        assertThat(replica.cursor()).contains("cursor-3");
    }

    @Test
    void sync11_aDroppedFrameIsSeenAndNothingBehindItApplied() {
        apply(page(0, 2, upsert(1, "a", "Owlbear")));

        assertThat(apply(page(3, 4, upsert(4, "b", "Goblin")))).isFalse();

        assertThat(replica.position()).isEqualTo(2);
        assertThat(replica.find(key("b"))).isEmpty();
    }

    @Test
    void sync7_rowsOutOfOrderOrOutsideTheFrameAreRefused() {
        assertRefused(page(0, 3, upsert(2, "a", "x"), upsert(1, "b", "y")));
        assertRefused(page(0, 1, upsert(2, "a", "x")));
        assertRefused(page(2, 3, upsert(2, "a", "x")));
        assertRefused(page(3, 2));
        assertRefused(page(0, 3, upsert(2, "a", "x"), upsert(3, "a", "y")));
        assertRefused(page(0, 1, upsert(1, "a", "x").put("rev", 2)));
        assertRefused(page(0, 1, upsert(1, "a", "x").put("op", "DELETE")));
    }

    @Test
    void sync1_anotherEpochIsNoContinuation() {
        apply(page(0, 1, upsert(1, "a", "x")));

        assertThatThrownBy(() -> apply(page(1, 2).put("epoch", 2))).hasMessageContaining("epoch");
    }

    @Test
    void sync1_aFrameOfAnEpochThatIsOverIsLeftOut() {
        apply(page(0, 1, upsert(1, "a", "x")).put("epoch", 2));

        assertThat(apply(page(1, 2, upsert(2, "a", "y")))).isFalse();

        assertThat(replica.revision(key("a"))).isEqualTo(1);
    }

    @Test
    void sync10_whatIsHeldStaysUntilEverythingIsReadAnew() {
        apply(page(0, 3, upsert(1, "a", "x"), upsert(3, "b", "y")));

        replica.beginAnew();
        assertThat(replica.cursor()).isEmpty();
        apply(page(0, 1, upsert(1, "b", "z")).put("epoch", 2).put("hasMore", true));
        assertThat(replica.revision(key("b"))).isEqualTo(3);
        assertThat(replica.revision(key("a"))).isEqualTo(1);

        apply(page(1, 2, upsert(2, "c", "n")).put("epoch", 2));
        assertThat(replica.revisions()).isEqualTo(Map.of(key("b"), 1L, key("c"), 2L));
        assertThat(replica.epoch()).contains("2");
    }

    @Test
    void waitingForWhatNeverComesEndsAtTheDeadline() {
        assertThatThrownBy(() -> replica.await("a goblin", Duration.ofMillis(50), held -> false))
                .isInstanceOf(NotSeen.class)
                .hasMessageContaining("a goblin");
    }

    private boolean apply(ObjectNode page) {
        return replica.apply(Frame.from(page));
    }

    private static void assertRefused(ObjectNode page) {
        assertThatThrownBy(() -> Frame.from(page)).isInstanceOf(ProtocolViolation.class);
    }

    private static DocumentKey key(String id) {
        return new DocumentKey("creature", id);
    }
}
