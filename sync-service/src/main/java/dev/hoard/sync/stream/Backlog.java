package dev.hoard.sync.stream;

import dev.hoard.sync.live.LiveRange;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
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
    private final Condition arrived = lock.newCondition();
    private final Queue<LiveRange> ranges = new ArrayDeque<>();
    private long length;
    private long epoch;
    private long head;
    private boolean live;
    private boolean overflowed;
    private boolean closed;

    Backlog(int maxRanges, long maxLength) {
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
                arrived.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private void keep(LiveRange range) {
        ranges.add(range);
        length += range.length();
        if (ranges.size() > maxRanges || length > maxLength) {
            overflowed = true;
            ranges.clear();
        }
    }

    /** The account is known to have come so far, from elsewhere. */
    void heard(long knownEpoch, long to) {
        lock.lock();
        try {
            raise(knownEpoch, to);
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
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The next thing for the stream to do something about, {@link Silence} after the wait. */
    Next next(Duration wait) throws InterruptedException {
        lock.lock();
        try {
            long left = wait.toNanos();
            while (ranges.isEmpty() && !overflowed && !closed && left > 0) {
                left = arrived.awaitNanos(left);
            }
            if (closed) {
                return new Closed();
            }
            if (overflowed) {
                return new Overflowed();
            }
            @Nullable LiveRange range = ranges.poll();
            if (range == null) {
                return new Silence();
            }
            length -= range.length();
            return new Happened(range, ranges.isEmpty());
        } finally {
            lock.unlock();
        }
    }

    /** What a stream meets. */
    sealed interface Next {}

    /** @param last whether nothing else is waiting */
    record Happened(LiveRange range, boolean last) implements Next {}

    record Silence() implements Next {}

    /** More came than could be kept for this client. */
    record Overflowed() implements Next {}

    record Closed() implements Next {}
}
