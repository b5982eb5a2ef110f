package dev.hoard.sync.projection;

import dev.hoard.sync.change.Change;
import dev.hoard.sync.change.ChangeRange;
import dev.hoard.sync.change.DocumentKey;
import dev.hoard.sync.feed.Position;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What of the ranges that arrived may be shown (SYNC-8): the part that follows the position without a hole.
 *
 * @param position where the feed stands, in its epoch
 * @param to how far it may move
 * @param changes the latest state of each document within {@code (position, to]}
 * @param hole the highest number that arrived but lies behind a hole, 0 for none
 * @param newEpoch the epoch that has begun at the owner, 0 while it is still the position's
 */
record ContiguousPrefix(Position position, long to, List<Change> changes, long hole, long newEpoch) {

    private static final Comparator<ChangeRange> BY_PLACE =
            Comparator.comparingLong(ChangeRange::epoch).thenComparingLong(ChangeRange::from);

    ContiguousPrefix {
        changes = List.copyOf(changes);
    }

    /** @param ranges one account's, in any order, with repetitions */
    static ContiguousPrefix of(Position position, List<ChangeRange> ranges) {
        Collector collector = new Collector(position);
        ranges.stream().sorted(BY_PLACE).forEach(collector::take);
        return collector.prefix();
    }

    private static final class Collector {

        private final Map<DocumentKey, Change> latest = new LinkedHashMap<>();
        private Position position;
        private long to;
        private long hole;
        private long newEpoch;

        Collector(Position position) {
            this.position = position;
            this.to = position.seq();
        }

        void take(ChangeRange range) {
            if (position.isUnknown()) {
                position = position.in(range.epoch());
            }
            if (range.epoch() > position.epoch()) {
                // Ranges come epoch by epoch, so the last one seen is the newest.
                newEpoch = range.epoch();
                return;
            }
            // Of an older epoch, or known already: repeated, and harmless.
            if (range.epoch() < position.epoch() || range.to() <= to) {
                return;
            }
            if (range.from() > to) {
                hole = Math.max(hole, range.to());
                return;
            }
            range.after(to).changes().forEach(change -> latest.put(change.document(), change));
            to = range.to();
        }

        ContiguousPrefix prefix() {
            return new ContiguousPrefix(position, to, List.copyOf(latest.values()), hole, newEpoch);
        }
    }
}
