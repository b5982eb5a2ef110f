package dev.hoard.sync.projection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.id.Uuids;
import dev.hoard.sync.change.Change;
import dev.hoard.sync.change.ChangeRange;
import dev.hoard.sync.change.DocumentKey;
import dev.hoard.sync.change.Mark;
import dev.hoard.sync.feed.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ContiguousPrefixTest {

    private static final AccountId ACCOUNT = new AccountId(Uuids.v7());

    @Test
    void sync8_whatLiesBehindAHoleIsNotShown() {
        ContiguousPrefix prefix = ContiguousPrefix.of(at(3), List.of(range(1, 3, 5), range(1, 6, 9)));

        assertThat(prefix.to()).isEqualTo(5);
        assertThat(prefix.changes()).extracting(Change::seq).containsExactly(4L, 5L);
        assertThat(prefix.hole()).isEqualTo(9);
    }

    @Test
    void sync8_whatIsKnownAlreadyIsPassedOver() {
        ContiguousPrefix prefix = ContiguousPrefix.of(at(5), List.of(range(1, 0, 5), range(1, 3, 7)));

        assertThat(prefix.to()).isEqualTo(7);
        assertThat(prefix.changes()).extracting(Change::seq).containsExactly(6L, 7L);
        assertThat(prefix.hole()).isZero();
    }

    @Test
    void sync1_aNewEpochIsNotMixedWithTheOldOne() {
        ContiguousPrefix prefix =
                ContiguousPrefix.of(at(5), List.of(range(2, 5, 6), range(1, 5, 7), range(3, 2, 4), range(3, 1, 2)));

        assertThat(prefix.to()).isEqualTo(7);
        assertThat(prefix.newEpoch()).isEqualTo(3);
    }

    @Test
    void sync1_anOldEpochIsNoNews() {
        ContiguousPrefix prefix =
                ContiguousPrefix.of(new Position(ACCOUNT, 2, 1, 5, 0), List.of(range(1, 5, 6), range(1, 8, 9)));

        assertThat(prefix).isEqualTo(new ContiguousPrefix(new Position(ACCOUNT, 2, 1, 5, 0), 5, List.of(), 0, 0));
    }

    @Test
    void anUnknownAccountTakesTheEpochThatComes() {
        ContiguousPrefix prefix = ContiguousPrefix.of(new Position(ACCOUNT, 0, 1, 0, 0), List.of(range(4, 0, 2)));

        assertThat(prefix.position().epoch()).isEqualTo(4);
        assertThat(prefix.to()).isEqualTo(2);
        assertThat(prefix.newEpoch()).isZero();
    }

    static LongStream seeds() {
        long first = System.nanoTime();
        return LongStream.range(first, first + 300);
    }

    /** Any subset of the ranges, in any order and repeated, shows exactly the longest prefix without a hole. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void sync8_theLongestPrefixIsShown(long seed) {
        Random random = new Random(seed);
        long start = random.nextInt(4);
        List<ChangeRange> ranges = new ArrayList<>();
        Set<Long> arrived = new HashSet<>();
        for (int i = random.nextInt(12); i > 0; i--) {
            long from = random.nextInt(15);
            ChangeRange range = range(1, from, from + 1 + random.nextInt(5));
            for (int copies = 1 + random.nextInt(2); copies > 0; copies--) {
                ranges.add(range);
            }
            range.changes().forEach(change -> arrived.add(change.seq()));
        }
        Collections.shuffle(ranges, random);
        long expected = start;
        while (arrived.contains(expected + 1)) {
            expected++;
        }
        Map<DocumentKey, Long> latest = new TreeMap<>((a, b) -> a.id().compareTo(b.id()));
        LongStream.rangeClosed(start + 1, expected).forEach(seq -> latest.put(document(seq), seq));

        ContiguousPrefix prefix = ContiguousPrefix.of(at(start), ranges);

        assertThat(prefix.to()).isEqualTo(expected);
        assertThat(prefix.changes()).extracting(Change::seq).containsExactlyInAnyOrderElementsOf(latest.values());
        assertThat(prefix.hole()).isEqualTo(highestBehind(expected, arrived));
    }

    private static long highestBehind(long expected, Set<Long> arrived) {
        return arrived.stream().filter(seq -> seq > expected).max(Long::compare).orElse(0L);
    }

    private static Position at(long seq) {
        return new Position(ACCOUNT, 1, 1, seq, 0);
    }

    private static ChangeRange range(long epoch, long from, long to) {
        return new ChangeRange(
                ACCOUNT,
                epoch,
                from,
                to,
                LongStream.rangeClosed(from + 1, to)
                        .mapToObj(seq -> new Change(document(seq), seq, Instant.EPOCH, Mark.NONE, "{}"))
                        .toList());
    }

    /** A few documents, each changed again and again. */
    private static DocumentKey document(long seq) {
        return new DocumentKey("party", String.valueOf(seq % 3));
    }
}
