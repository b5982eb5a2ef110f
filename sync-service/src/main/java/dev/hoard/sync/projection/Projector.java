package dev.hoard.sync.projection;

import dev.hoard.platform.id.AccountId;
import dev.hoard.sync.change.ChangeRange;
import dev.hoard.sync.feed.Advance;
import dev.hoard.sync.feed.Feed;
import dev.hoard.sync.feed.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Applies changes to the feeds: all accounts of a batch in one read and two writes. What lies behind a hole is not
 * applied; that it is wanted is written down in the same step, so that it is got from the owner whatever happens here.
 */
@Component
class Projector {

    private static final Logger LOG = LoggerFactory.getLogger(Projector.class);

    private final Feed feed;
    private final ProjectionMetrics metrics;

    Projector(Feed feed, ProjectionMetrics metrics) {
        this.feed = feed;
        this.metrics = metrics;
    }

    /** Applies the ranges; answers the accounts that need the owner's help. */
    List<AccountId> apply(List<ChangeRange> ranges) {
        Map<AccountId, List<ChangeRange>> byAccount =
                ranges.stream().collect(Collectors.groupingBy(ChangeRange::account));
        Map<AccountId, Position> positions = feed.positions(byAccount.keySet());
        List<Advance> steps = new ArrayList<>();
        List<AccountId> wanting = new ArrayList<>();
        positions.forEach((account, position) -> {
            ContiguousPrefix prefix = ContiguousPrefix.of(position, byAccount.getOrDefault(account, List.of()));
            boolean isOver = prefix.newEpoch() > 0;
            steps.add(new Advance(
                    prefix.position(), prefix.to(), prefix.changes(), isOver ? Advance.ANEW : prefix.hole()));
            if (isOver) {
                LOG.warn("Account {} has begun epoch {}; its feed is built anew", account, prefix.newEpoch());
                wanting.add(account);
            }
            if (prefix.hole() > 0) {
                metrics.hole();
                LOG.warn(
                        "Changes are missing: account {} stands at {}, and {} came",
                        account,
                        prefix.to(),
                        prefix.hole());
                wanting.add(account);
            }
        });
        steps.removeIf(Advance::isNothing);
        feed.advance(steps);
        ranges.forEach(range -> raiseFloor(range, positions));
        return wanting;
    }

    private void raiseFloor(ChangeRange range, Map<AccountId, Position> positions) {
        @Nullable Position before = positions.get(range.account());
        if (before != null && range.floor() > before.floor()) {
            feed.raiseFloor(range.account(), range.epoch(), range.floor());
        }
    }
}
