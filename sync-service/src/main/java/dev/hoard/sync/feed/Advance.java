package dev.hoard.sync.feed;

import dev.hoard.sync.change.Change;
import java.util.List;

/**
 * The next step of an account's feed.
 *
 * @param position where the feed stood when the step was decided
 * @param to where it will stand; the position's own number for no step
 * @param changes all changes in {@code (position, to]}, or of each document the last of them
 * @param wanted the number that the feed must still reach with the owner's help, 0 for none
 */
public record Advance(Position position, long to, List<Change> changes, long wanted) {

    /** Wanted of a feed whose epoch is over: no number brings it up to date, it must be built anew. */
    public static final long ANEW = Long.MAX_VALUE;

    public Advance {
        changes = List.copyOf(changes);
    }

    public boolean isNothing() {
        return to == position.seq() && wanted == 0;
    }
}
