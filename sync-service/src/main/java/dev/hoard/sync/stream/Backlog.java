package dev.hoard.sync.stream;

import dev.hoard.sync.live.LiveRange;
import dev.hoard.sync.page.Cursor;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What has happened in an account and has not been sent to one of its streams. While the stream catches up from the
 * feed, only how far the account has come is remembered; once it is live, the ranges are kept, up to a bound.
 */
final class Backlog {

    private final int maxRanges;
    private final long maxLength;
    private final ReentrantLock lock = new ReentrantLock();
    private final Runnable wake;
    private final Queue<LiveRange> ranges = new ArrayDeque<>();
    private long length;
    private long epoch;
    private long head;
    private boolean live;
    private boolean overflowed;
    private boolean revoked;
    private boolean closed;

    /** @param wake called when there is something new to do; it must not block */
    Backlog(int maxRanges, long maxLength, Runnable wake) {
        this.wake = wake;
        this.maxRanges = maxRanges;
        this.maxLength = maxLength;
    }

    /** Takes what has just happened; does not wait for the client. */
    void offer(LiveRange range) {
        lock.lock();
        try {
            raise(range.range().epoch(), range.range().to());
            if (live && !overflowed) {
                keep(range);
            }
        } finally {
            lock.unlock();
        }
        wake.run();
    }

    private void keep(LiveRange range) {
        ranges.add(range);
        length += range.length();
        if (ranges.size() > maxRanges || length > maxLength) {
            overflowed = true;
            ranges.clear();
        }
    }

    /** The account is known to have come so far, from elsewhere; answers whether that is news. */
    boolean heard(long knownEpoch, long to) {
        lock.lock();
        try {
            boolean news = knownEpoch > epoch || (knownEpoch == epoch && to > head);
            raise(knownEpoch, to);
            return news;
        } finally {
            lock.unlock();
        }
    }

    private void raise(long newEpoch, long to) {
        if (newEpoch > epoch) {
            epoch = newEpoch;
            head = to;
        }
        if (newEpoch == epoch) {
            head = Math.max(head, to);
        }
    }

    /** How far the account has come in this epoch; 0 if nothing is known of it. */
    long headIn(long ofEpoch) {
        lock.lock();
        try {
            return ofEpoch == epoch ? head : 0;
        } finally {
            lock.unlock();
        }
    }

    /** No range is kept any more: the stream reads the feed. */
    void beginCatchUp() {
        lock.lock();
        try {
            live = false;
            ranges.clear();
            length = 0;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Keeps what arrives from now on, provided that everything that arrived before has been sent: the check and the
     * change are one step, so no range falls between catching up and being live.
     */
    boolean goLive(long sentEpoch, long sent) {
        lock.lock();
        try {
            live = epoch < sentEpoch || (epoch == sentEpoch && head <= sent);
            return live;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the stream. */
    void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        wake.run();
    }

    /** The session of the stream has ended. */
    void revoke() {
        lock.lock();
        try {
            revoked = true;
        } finally {
            lock.unlock();
        }
        wake.run();
    }

    /** The next thing for the stream to do something about, given what it has sent. */
    Next next(Cursor sent) {
        lock.lock();
        try {
            if (closed) {
                return new Closed();
            }
            if (revoked) {
                return new Revoked();
            }
            if (overflowed) {
                return new Overflowed();
            }
            @Nullable LiveRange range = ranges.poll();
            if (range != null) {
                length -= range.length();
                return new Happened(range);
            }
            return isBehind(sent) ? new Behind() : new Silence();
        } finally {
            lock.unlock();
        }
    }

    private boolean isBehind(Cursor sent) {
        return !live || epoch > sent.epoch() || (epoch == sent.epoch() && head > sent.seq());
    }

    /** What a stream meets. */
    sealed interface Next {}

    record Happened(LiveRange range) implements Next {}

    record Silence() implements Next {}

    /** Something is known to have happened, but is not kept here. */
    record Behind() implements Next {}

    /** More came than could be kept for this client. */
    record Overflowed() implements Next {}

    record Revoked() implements Next {}

    record Closed() implements Next {}
}
