package dev.hoard.campaign.sequence;

import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import java.time.Duration;
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

    /** What this process knows of one account. */
    static final class Lane {

        private static final long UNKNOWN = -1;

        private final ReentrantLock turn = new ReentrantLock(true);
        private int users; // guarded by the lanes
        private volatile long applied = UNKNOWN;
        private volatile long floor;
        private volatile long floorAsOf = UNKNOWN;

        /** Whether this process has seen to it that the view is rolled forward since it first met the account. */
        boolean met() {
            return applied != UNKNOWN;
        }

        /** The number up to which the view is rolled forward, if met. */
        long applied() {
            return applied;
        }

        /** Whether the account's floor was read when so many purges had been. */
        boolean knowsFloorAsOf(long purges) {
            return floorAsOf == purges;
        }

        long floor() {
            return floor;
        }

        void noteFloor(long readFloor, long purges) {
            floor = readFloor;
            floorAsOf = purges;
        }

        void rolledTo(long seq) {
            applied = seq;
        }

        /** Something went wrong on the way: look again before relying on anything. */
        void forget() {
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
