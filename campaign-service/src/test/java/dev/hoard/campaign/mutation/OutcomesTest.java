package dev.hoard.campaign.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hoard.campaign.document.Content;
import dev.hoard.campaign.document.ResourceType;
import dev.hoard.campaign.document.Revision;
import dev.hoard.campaign.sequence.Fingerprint;
import dev.hoard.campaign.sequence.Receipt;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What one answer holds of what a push has led to. */
class OutcomesTest {

    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final int KIBIBYTE = 1024;
    private static final boolean SHOWN = true;

    private final Outcomes outcomes = new Outcomes();

    @Test
    void sync2_aDocumentIsShownOnceAsItWasLast() {
        UUID one = new UUID(7, 1);
        UUID other = new UUID(7, 2);
        outcomes.add(applied(one, 1, SHOWN));
        outcomes.add(applied(other, 2, SHOWN));
        outcomes.add(new Outcome.Merged(document(one, 3, KIBIBYTE), SHOWN));
        outcomes.add(applied(one, 4, !SHOWN));
        outcomes.add(repeated(one, 1));

        assertThat(shown()).containsExactly(2L, 3L);
        assertThat(outcomes.list())
                .as("what is not shown takes no memory, and still has its number")
                .satisfiesExactly(
                        first -> assertThat(first)
                                .isEqualTo(
                                        new Outcome.Applied(document(one, 1, 0).with(null), false, !SHOWN)),
                        second -> {},
                        third -> {},
                        fourth -> assertThat(documentOf(fourth).rev()).isEqualTo(4),
                        fifth -> assertThat(((Outcome.Duplicate) fifth).document())
                                .isNull());
    }

    @Test
    void data1_theOnlyOutcomeIsWhole() {
        outcomes.add(applied(new UUID(7, 1), 1, !SHOWN));

        assertThat(documentOf(outcomes.list().getFirst()).content()).isNotNull();
    }

    @Test
    void sync2_anAnswerEndsWhereItHoldsAsMuchAsItMay() {
        int half = Outcomes.MOST_BYTES / 2;
        Revision same = document(new UUID(7, 1), 1, half);
        outcomes.add(new Outcome.Applied(same, false, SHOWN));
        outcomes.add(new Outcome.Applied(same, false, SHOWN));
        outcomes.add(new Outcome.Applied(document(new UUID(7, 2), 2, half), false, !SHOWN));
        assertThat(outcomes.isFull()).as("one document, shown once").isFalse();

        Content mine = Content.stored(text(half / 2));
        outcomes.add(new Outcome.Undecided(document(same.id(), 1, half / 2), mine, document(same.id(), 2, half / 2)));

        assertThat(outcomes.isFull()).isTrue();
    }

    private List<Long> shown() {
        return IntStream.range(0, outcomes.size())
                .mapToObj(outcomes.list()::get)
                .filter(outcome -> (outcome instanceof Outcome.Merged merged && merged.surprising())
                        || (outcome instanceof Outcome.Applied applied && applied.surprising()))
                .map(OutcomesTest::documentOf)
                .filter(document -> document.content() != null)
                .map(Revision::rev)
                .toList();
    }

    private static Revision documentOf(Outcome outcome) {
        return outcome instanceof Outcome.Merged merged
                ? merged.document()
                : Objects.requireNonNull(((Outcome.Applied) outcome).document());
    }

    private static Outcome applied(UUID id, long rev, boolean shown) {
        return new Outcome.Applied(document(id, rev, KIBIBYTE), false, shown);
    }

    private static Outcome repeated(UUID id, long rev) {
        Receipt receipt =
                new Receipt(UUID.randomUUID(), Fingerprint.of("x"), Receipt.Verdict.APPLIED, rev, false, SHOWN);
        return new Outcome.Duplicate(receipt, document(id, rev, KIBIBYTE));
    }

    private static Revision document(UUID id, long rev, int bytes) {
        return new Revision(id, ResourceType.CREATURE, rev, NOON, NOON, Content.stored(text(bytes)));
    }

    private static String text(int bytes) {
        return "x".repeat(bytes);
    }
}
