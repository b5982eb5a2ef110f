package dev.hoard.sync.change;

import dev.hoard.platform.id.AccountId;
import java.util.List;

/**
 * The changes of one account numbered {@code (from, to]}, every one of them.
 *
 * @param changes ascending, one for each number
 * @param floor the account's floor when this was told, 0 if it was not told
 */
public record ChangeRange(AccountId account, long epoch, long from, long to, List<Change> changes, long floor) {

    /** The same from somebody who does not tell the floor. */
    public ChangeRange(AccountId account, long epoch, long from, long to, List<Change> changes) {
        this(account, epoch, from, to, changes, 0);
    }

    /** @throws MalformedChanges when a number is missing, doubled or out of order */
    public ChangeRange {
        changes = List.copyOf(changes);
        if (from < 0 || to - from != changes.size()) {
            throw new MalformedChanges(
                    "(" + from + ", " + to + "] cannot be covered by " + changes.size() + " changes");
        }
        long expected = from;
        for (Change change : changes) {
            expected++;
            if (change.seq() != expected) {
                throw new MalformedChanges("number " + change.seq() + " stands where " + expected + " belongs");
            }
        }
    }

    /** What is left of this range above {@code seq}, which lies within it. */
    public ChangeRange after(long seq) {
        if (seq <= from) {
            return this;
        }
        return new ChangeRange(account, epoch, seq, to, changes.subList((int) (seq - from), changes.size()), floor);
    }

    /** The length of all texts, in characters. */
    public long length() {
        return changes.stream().mapToLong(change -> change.text().length()).sum();
    }
}
