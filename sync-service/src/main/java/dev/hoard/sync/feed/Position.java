package dev.hoard.sync.feed;

import dev.hoard.platform.id.AccountId;

/**
 * How far the feed of an account has come: every change numbered up to {@code seq} is in its rows, or replaced there by
 * a later one, or was a deletion at or below the floor.
 *
 * @param generation which set of rows is meant; the first is numbered as its epoch, so that rows which were written
 *     in another before anything was known are not among them, and a feed that is built anew gets the next
 * @param floor up to where tombstones have been forgotten
 */
public record Position(AccountId account, long epoch, long generation, long seq, long floor) {

    /** Where an account stands of which nothing has been heard; it has no epoch yet, and no rows. */
    static Position unknown(AccountId account) {
        return new Position(account, 0, 0, 0, 0);
    }

    public boolean isUnknown() {
        return epoch == 0;
    }

    /** The same place, of an account that was unknown and whose epoch has just been learnt. */
    public Position in(long learntEpoch) {
        return new Position(account, learntEpoch, learntEpoch, seq, floor);
    }

    Position at(long newSeq) {
        return new Position(account, epoch, generation, newSeq, floor);
    }
}
