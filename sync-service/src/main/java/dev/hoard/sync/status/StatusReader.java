package dev.hoard.sync.status;

import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.sync.feed.Feed;
import dev.hoard.sync.feed.Position;
import dev.hoard.sync.owner.Owner;
import dev.hoard.sync.owner.OwnerHead;
import org.springframework.stereotype.Component;

/** Compares a feed with its owner. */
@Component
class StatusReader {

    private final Feed feed;
    private final Owner owner;

    StatusReader(Feed feed, Owner owner) {
        this.feed = feed;
        this.owner = owner;
    }

    SyncStatus read(AccountId account) {
        Position position = feed.position(account);
        try {
            OwnerHead head = owner.head(account);
            // The position was read first, so the head is no lower, unless the epoch has changed.
            long lag = head.epoch() == position.epoch() ? head.head() - position.seq() : head.head();
            return new SyncStatus(head.epoch(), head.head(), position.seq(), lag);
        } catch (ProblemException ownerUnreachable) {
            return new SyncStatus(position.epoch(), position.seq(), position.seq(), 0);
        }
    }
}
