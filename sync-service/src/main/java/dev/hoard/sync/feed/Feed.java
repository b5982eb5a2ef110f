package dev.hoard.sync.feed;

import dev.hoard.platform.id.AccountId;
import dev.hoard.sync.change.Change;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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

    /** The accounts that have a feed, in the order of their ids, after the given one. */
    public List<AccountId> listAfter(@Nullable AccountId account, int limit) {
        return positions.listAfter(account, limit);
    }

    /** About how many accounts have a feed. */
    public long count() {
        return positions.count();
    }

    /** How many conflicts are open up to the position. */
    public long countOpenConflicts(Position position) {
        return rows.countOpen(position);
    }

    /** Takes the steps: rows first, then positions, so that no position ever stands above a row that is missing. */
    public void advance(List<Advance> steps) {
        rows.write(steps);
        positions.move(steps);
    }

    /**
     * Raises the account's floor, then deletes the tombstones at or below it: who reads tombstones finds the floor when
     * they are gone. Does nothing where the feed is of another epoch, or has not come so far.
     */
    public void raiseFloor(AccountId account, long epoch, long floor) {
        positions.raiseFloor(account, epoch, floor).ifPresent(this::purge);
    }

    /** Feeds in which a purge was begun and perhaps not ended. */
    public List<Position> listUnpurged(int limit) {
        return positions.listUnpurged(limit);
    }

    /** Deletes what the position's floor covers. */
    public void purge(Position position) {
        rows.deleteTombstones(position);
        positions.purged(position);
    }

    /** The start of a feed that is built beside the one that is shown. The account has a position. */
    public Position begin(AccountId account, long epoch, long floor) {
        return new Position(account, epoch, positions.reserveGeneration(account), 0, floor);
    }

    /** Adds to a feed that is being built, where nobody sees it. */
    public Position build(Position building, long to, List<Change> changes) {
        rows.write(List.of(new Advance(building, to, changes, 0)));
        return building.at(to);
    }

    /**
     * Shows what was built instead of what was seen; false if that has moved on meanwhile, by a step or altogether.
     * Readers pass from one to the other between two pages.
     */
    public boolean show(Position seen, Position built) {
        if (!positions.replace(seen, built)) {
            return false;
        }
        rows.deleteOlderThan(built.account(), built.generation());
        purge(position(built.account()));
        return true;
    }

    /** Gives up what was being built. */
    public void drop(Position building) {
        rows.delete(building.account(), building.generation());
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
