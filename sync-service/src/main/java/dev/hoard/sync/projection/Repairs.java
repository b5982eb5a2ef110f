package dev.hoard.sync.projection;

import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import dev.hoard.sync.change.ChangeRange;
import dev.hoard.sync.change.MalformedChanges;
import dev.hoard.sync.feed.Feed;
import dev.hoard.sync.feed.Position;
import dev.hoard.sync.owner.Owner;
import dev.hoard.sync.owner.OwnerChanges;
import dev.hoard.sync.owner.OwnerHead;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Gets from the owner what a feed lacks. Safe to be done by several at once. */
@Component
class Repairs {

    private static final Logger LOG = LoggerFactory.getLogger(Repairs.class);
    /** An owner that fails on so many accounts in a row is taken to be away. */
    private static final int AWAY = 3;

    private final Feed feed;
    private final Owner owner;
    private final Projector projector;
    private final ProjectionMetrics metrics;
    private final ProjectionProperties properties;

    Repairs(Feed feed, Owner owner, Projector projector, ProjectionMetrics metrics, ProjectionProperties properties) {
        this.feed = feed;
        this.owner = owner;
        this.projector = projector;
        this.metrics = metrics;
        this.properties = properties;
    }

    /**
     * Brings a feed up to its owner's head.
     *
     * @throws ProblemException UNAVAILABLE when the owner does not answer; what was done so far stays
     */
    void repair(AccountId account) {
        Position position = feed.position(account);
        OwnerChanges tail;
        do {
            tail = owner.changes(account, position.seq(), properties.repairPage());
            if (!position.isUnknown() && tail.range().epoch() > position.epoch()) {
                rebuild(account);
                return;
            }
            Position moved = apply(position, tail);
            if (moved.equals(position)) {
                break;
            }
            position = moved;
        } while (position.seq() < tail.head());
        feed.settle(account);
        metrics.repaired();
    }

    /** Repairs one feed after the other; answers whether all are whole. What fails is left to a later try. */
    boolean repairAll(Collection<AccountId> accounts) {
        boolean all = true;
        int inARow = 0;
        for (AccountId account : accounts) {
            try {
                repair(account);
                inARow = 0;
            } catch (ProblemException e) {
                LOG.warn("The feed of account {} cannot be repaired yet: {}", account, e.getMessage());
                all = false;
                // One account the owner fails on must not keep the others waiting; an owner that is away, it may.
                feed.postpone(account);
                if (++inARow == AWAY) {
                    return false;
                }
            } catch (MalformedChanges e) {
                LOG.error("The owner gave what cannot be the changes of account {}", account, e);
                all = false;
                feed.postpone(account);
            }
        }
        return all;
    }

    /**
     * Builds a feed anew from its owner, beside the one that is shown, and puts it in its place when it is whole. Then
     * gets what came since: a writer who still saw the old feed has written it there.
     *
     * @throws ProblemException UNAVAILABLE when the owner does not answer; what was shown stays
     */
    void rebuild(AccountId account) {
        OwnerHead head = owner.head(account);
        Position seen = feed.position(account);
        if (!seen.isUnknown() && head.epoch() >= seen.epoch()) {
            replace(seen, feed.begin(account, head.epoch(), head.toldFloor()));
        }
        repair(account);
    }

    private void replace(Position seen, Position begun) {
        boolean shown = false;
        try {
            Position built = extend(begun);
            shown = feed.show(seen, built);
            while (!shown && isShown(seen)) {
                // The feed has come further meanwhile, so the owner has too.
                Position further = extend(built);
                if (further.seq() == built.seq()) {
                    throw ProblemException.of(ProblemType.UNAVAILABLE, "The owner is behind the feed.");
                }
                built = further;
                shown = feed.show(seen, built);
            }
        } finally {
            if (!shown) {
                // It failed, or somebody else was faster with what he had from the same owner.
                feed.drop(begun);
            }
        }
    }

    private boolean isShown(Position seen) {
        return feed.position(seen.account()).generation() == seen.generation();
    }

    private Position extend(Position begun) {
        Position built = begun;
        OwnerChanges tail;
        do {
            tail = owner.changes(built.account(), built.seq(), properties.repairPage());
            if (tail.range().epoch() != built.epoch()) {
                throw ProblemException.of(ProblemType.UNAVAILABLE, "The owner has begun another epoch meanwhile.");
            }
            ContiguousPrefix prefix = ContiguousPrefix.of(built, List.of(tail.range()));
            built = feed.build(built, prefix.to(), prefix.changes());
        } while (built.seq() < tail.head() && !tail.range().changes().isEmpty());
        return built;
    }

    private Position apply(Position position, OwnerChanges tail) {
        ChangeRange range = tail.range();
        if (!position.isUnknown() && range.epoch() < position.epoch()) {
            LOG.error("The owner of account {} has fallen back to epoch {}", position.account(), range.epoch());
            return position;
        }
        if (position.isUnknown() && tail.head() == 0) {
            return position;
        }
        projector.apply(List.of(range));
        return feed.position(position.account());
    }
}
