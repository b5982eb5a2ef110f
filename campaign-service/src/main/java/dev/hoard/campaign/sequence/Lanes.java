package dev.hoard.campaign.sequence;

import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * One lane for each account in use: its writes go one after another, in the order they came, so that within this process
 * nobody loses a race. What a lane remembers only saves reads; it may be forgotten at any time.
 */
final class Lanes {

    private final int mostRemembered;
    private final Duration longestWait;
    // By last use, so that the eldest come first.
    private final LinkedHashMap<AccountId, Lane> lanes = new LinkedHashMap<>(16, 0.75f, true);

    Lanes(int mostRemembered, Duration longestWait) {
        this.mostRemembered = mostRemembered;
        this.longestWait = longestWait;
    }

    /** Works alone among this process's writers of the account. */
    <T> T inTurn(AccountId account, Function<Lane, T> work) {
        return with(account, lane -> {
            lane.enter(longestWait);
            try {
                return work.apply(lane);
            } finally {
                lane.leave();
            }
        });
    }

    /** Uses the account's lane without waiting for a turn. */
    <T> T with(AccountId account, Function<Lane, T> work) {
        Lane lane = take(account);
        try {
            return work.apply(lane);
        } finally {
            giveBack(lane);
        }
    }

    synchronized void forgetAll() {
        lanes.values().forEach(Lane::forget);
    }

    private synchronized Lane take(AccountId account) {
        Lane lane = lanes.computeIfAbsent(account, _ -> new Lane());
        lane.users++;
        return lane;
    }

    private synchronized void giveBack(Lane lane) {
        lane.users--;
        Iterator<Lane> byAge = lanes.values().iterator();
        while (lanes.size() > mostRemembered && byAge.hasNext()) {
            if (byAge.next().users == 0) {
                byAge.remove();
            }
        }
    }

    /**
     * A floor that was read.
     *
     * @param asked when the database was asked for it
     */
    record Floor(long number, Instant asked) {}

    /** What this process knows of one account. */
    static final class Lane {

        static final long UNKNOWN = -1;

        private final ReentrantLock turn = new ReentrantLock(true);
        private int users; // guarded by the lanes
        private volatile long applied = UNKNOWN;
        private volatile long timesForgotten;
        private volatile Floor floor = new Floor(0, Instant.EPOCH);

        /** Whether this process has seen to it that the view is rolled forward since it first met the account. */
        boolean met() {
            return applied != UNKNOWN;
        }

        /** The number up to which the view is rolled forward, if met. */
        long applied() {
            return applied;
        }

        /** The account's floor as last read. */
        Floor floor() {
            return floor;
        }

        void noteFloor(Floor read) {
            floor = read;
        }

        /** To be asked before the look at the account that {@link #rolledTo} tells of. */
        long timesForgotten() {
            return timesForgotten;
        }

        /**
         * The view is rolled forward to this number. Who began to look before the lane was last forgotten has nothing to
         * tell, and who was overtaken by another does not set it back.
         */
        synchronized void rolledTo(long seq, long timesForgottenBefore) {
            if (timesForgotten == timesForgottenBefore) {
                applied = Math.max(applied, seq);
            }
        }

        /** Something went wrong on the way: look again before relying on anything. */
        synchronized void forget() {
            timesForgotten++;
            applied = UNKNOWN;
        }

        private void enter(Duration longestWait) {
            try {
                if (turn.tryLock(longestWait.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new ProblemException(
                    Problem.of(ProblemType.TOO_MANY_REQUESTS, "Too many writes of this account wait for their turn.")
                            .retryAfter(Duration.ofSeconds(1)));
        }

        private void leave() {
            turn.unlock();
        }
    }
}
