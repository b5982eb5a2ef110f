package dev.hoard.sync.feed;

import dev.hoard.platform.id.AccountId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * How a feed is written. Any number of writers may work on one account at once: rows only ever move to later states,
 * positions only forward, and each writer has written all rows below the position it sets.
 */
@Component
public final class Feed {

    private final Rows rows;
    private final Positions positions;

    Feed(Rows rows, Positions positions) {
        this.rows = rows;
        this.positions = positions;
    }

    /** The account's position; that of an unknown one when nothing has been heard of it. */
    public Position position(AccountId account) {
        return positions.find(account).orElseGet(() -> Position.unknown(account));
    }

    /** The position of every given account. */
    public Map<AccountId, Position> positions(Collection<AccountId> accounts) {
        Map<AccountId, Position> found = positions.findAll(accounts);
        accounts.forEach(account -> found.computeIfAbsent(account, Position::unknown));
        return found;
    }

    /** Takes the steps: rows first, then positions, so that no position ever stands above a row that is missing. */
    public void advance(List<Advance> steps) {
        rows.write(steps);
        positions.move(steps);
    }

    /**
     * Begins the feed anew, from nothing. Until it has come to {@code wanted}, readers who were further are served from
     * the owner. Does nothing when the feed has moved to another generation since it was seen.
     */
    public void restart(Position seen, long epoch, long wanted) {
        positions
                .restart(seen, epoch, wanted)
                .ifPresent(anew -> rows.deleteOlderThan(anew.account(), anew.generation()));
    }

    /** Forgets what was wanted, if it has been reached. */
    public void settle(AccountId account) {
        positions.settle(account);
    }

    /** Lets the others that want something come first. */
    public void postpone(AccountId account) {
        positions.postpone(account);
    }

    /** Accounts whose feed must still be completed from the owner, the longest waiting first. */
    public List<AccountId> listWanting(int limit) {
        return positions.listWanting(limit);
    }
}
