package dev.hoard.demo.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hoard.demo.content.DocumentKey;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchesTest {

    @Test
    void sync2_aBatchHoldsAtMostSoManyMutations() {
        assertThat(Batches.of(mutations(1001, 10))).extracting(List::size).containsExactly(500, 500, 1);
    }

    @Test
    void sync2_aBatchIsAPushOfAtMostFiveMebibytes() {
        List<List<Mutation>> batches = Batches.of(mutations(200, 60_000));

        assertThat(batches)
                .hasSize(3)
                .allSatisfy(batch -> assertThat(batch.stream()
                                .mapToInt(mutation -> Json.write(mutation.toJson()).length + 1)
                                .sum())
                        .isLessThan(5 * 1024 * 1024));
        assertThat(batches.stream().flatMap(List::stream)).hasSize(200);
    }

    private static List<Mutation> mutations(int count, int size) {
        return IntStream.range(0, count)
                .mapToObj(i -> Mutation.create(
                        new DocumentKey("creature", "id-" + i), Json.object().put("notes", "x".repeat(size))))
                .toList();
    }
}
