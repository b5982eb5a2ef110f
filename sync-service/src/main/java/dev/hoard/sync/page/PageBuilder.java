package dev.hoard.sync.page;

import dev.hoard.sync.change.Change;
import dev.hoard.sync.change.DocumentKey;
import java.util.LinkedHashMap;

/**
 * Fills a page with changes in ascending order until it is full. Of several states of a document the last stays, so
 * the page's end is always covered: whoever was replaced is shown by its successor in this page.
 */
public final class PageBuilder {

    private final TypeFilter types;
    private final long from;
    private final int limit;
    private final long maxLength;
    private final LinkedHashMap<DocumentKey, Change> changes = new LinkedHashMap<>();
    private long epoch;
    private long began;
    private long to;
    private long head;
    private long length;
    private boolean overflowed;

    /**
     * @param limit the most changes
     * @param maxLength the most characters; one change always fits
     */
    public PageBuilder(long epoch, long from, TypeFilter types, int limit, long maxLength) {
        this.epoch = epoch;
        this.from = from;
        this.to = from;
        this.head = from;
        this.types = types;
        this.limit = limit;
        this.maxLength = maxLength;
    }

    /** Takes the next change, unless the page is full: then it answers false, now and for every one to come. */
    public boolean add(Change change) {
        if (overflowed) {
            return false;
        }
        if (types.accepts(change.document().type())) {
            if (isFull() || (!changes.isEmpty() && length + change.text().length() > maxLength)) {
                overflowed = true;
                return false;
            }
            Change replaced = changes.putLast(change.document(), change);
            length += change.text().length()
                    - (replaced == null ? 0 : replaced.text().length());
        }
        to = change.seq();
        return true;
    }

    /** Everything up to {@code seq} has been added, unless the page overflowed before. */
    public void covers(long seq) {
        if (!overflowed) {
            to = Math.max(to, seq);
        }
    }

    /** The account's head is at least this. */
    public void head(long seq) {
        head = Math.max(head, seq);
    }

    /** It belongs to a read from nothing, which began when the feed stood there. */
    public void began(long seq) {
        began = seq;
    }

    /** The epoch, learnt late for an account that the feed does not know. */
    public void epoch(long learnt) {
        epoch = learnt;
    }

    public long epoch() {
        return epoch;
    }

    public long to() {
        return to;
    }

    public boolean isFull() {
        return overflowed || changes.size() >= limit;
    }

    /** @param available the number up to which more could be read at once */
    public Page build(long available) {
        return new Page(
                from,
                to,
                began,
                Math.max(head, to),
                epoch,
                changes.values().stream().map(Change::text).toList(),
                types,
                overflowed || to < available);
    }
}
