package dev.hoard.campaign.sequence;

import dev.hoard.campaign.sequence.Lanes.Lane;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sequences of all accounts (SYNC-1): who writes reads the head in its turn, decides, and appends behind that head; if
 * somebody elsewhere was first, it decides again. Documents are rolled forward before an append returns, and before
 * anybody reads an account for the first time.
 */
public final class Sequence {

    private static final Logger LOG = LoggerFactory.getLogger(Sequence.class);
    private static final int ROLLED_AT_ONCE = 500;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(20);
    /** Well within the time after which a purge takes a floor for known to all. */
    private static final Duration FLOOR_REMEMBERED = Duration.ofSeconds(30);

    private final Commits commits;
    private final GroupCommit group;
    private final Chunks chunks;
    private final View view;
    private final Accounts accounts;
    private final Epochs epochs;
    private final Lanes lanes;
    private final Clock clock;
    private final ConcurrentMap<AccountId, Long> unmarked = new ConcurrentHashMap<>();

    Sequence(
            Commits commits,
            GroupCommit group,
            Chunks chunks,
            View view,
            Accounts accounts,
            Epochs epochs,
            Lanes lanes,
            Clock clock) {
        this.commits = commits;
        this.group = group;
        this.chunks = chunks;
        this.view = view;
        this.accounts = accounts;
        this.epochs = epochs;
        this.lanes = lanes;
        this.clock = clock;
    }

    /** Who lost one race after another is to come back. */
    public static ProblemException overtaken() {
        return new ProblemException(
                Problem.of(ProblemType.UNAVAILABLE, "Other writers of this account were faster every time.")
                        .retryAfter(Duration.ofSeconds(1)));
    }

    Epochs.Era era() {
        return epochs.era();
    }

    public long epoch() {
        return epochs.era().epoch();
    }

    /** The number up to which an account's deleted documents are forgotten, or about to be. */
    public long floor(AccountId account) {
        return accounts.get(account).floor();
    }

    /** The number of the account's last change, to which the view of its documents is rolled forward. */
    public long head(AccountId account) {
        return lanes.with(account, lane -> catchUp(account, lane));
    }

    /** Sees to it that the view holds everything this account was ever told is written. */
    public void meet(AccountId account) {
        lanes.with(account, lane -> lane.met() ? lane.applied() : catchUp(account, lane));
    }

    /** Works on an account while no other writer of this process does. */
    public <T> T inTurn(AccountId account, Function<Turn, T> work) {
        return lanes.inTurn(account, lane -> work.apply(new Turn(account, lane)));
    }

    /** Notes for later processes how far the views are; losing a note costs them a little work, nothing else. */
    void markApplied() {
        Map<AccountId, Long> marks = new LinkedHashMap<>(unmarked);
        accounts.markApplied(marks);
        marks.forEach(unmarked::remove);
    }

    /** Rolls the view forward for whoever could not, and notes it. */
    void finish(AccountId account) {
        unmarked.put(account, head(account));
    }

    /** Reads the epoch again; under another one nothing that is remembered holds. */
    void refreshEpoch() {
        long before = epoch();
        if (epochs.refresh().epoch() != before) {
            lanes.forgetAll();
        }
    }

    /**
     * Begins a new epoch: the database was restored from an older copy, and the numbers from here on are not those that
     * others may have seen.
     */
    long raiseEpoch(Instant now) {
        Epochs.Era raised = epochs.raise(now);
        lanes.forgetAll();
        LOG.info("Epoch {} begins", raised.epoch());
        return raised.epoch();
    }

    private long catchUp(AccountId account, Lane lane) {
        long timesForgotten = lane.timesForgotten();
        long remembered = lane.applied();
        long head = commits.head(account);
        boolean met = remembered != Lane.UNKNOWN;
        long known = met ? remembered : read(account, lane).applied();
        long reached = known < head ? rollForward(account, known) : head;
        if (!met || reached != known) {
            rolled(account, lane, reached, timesForgotten);
        }
        return reached;
    }

    private Accounts.State read(AccountId account, Lane lane) {
        Instant asked = clock.instant();
        Accounts.State state = accounts.get(account);
        lane.noteFloor(new Lanes.Floor(state.floor(), asked));
        return state;
    }

    /** Gives the number that the view has reached, by the commits that were really read. */
    private long rollForward(AccountId account, long after) {
        AtomicLong reached = new AtomicLong(after);
        commits.forEachAfter(account, after, commit -> {
            rollForward(commit);
            reached.set(commit.head());
            return true;
        });
        return reached.get();
    }

    private void rollForward(Commit commit) {
        if (commit.bulk() == null) {
            view.rollForward(Map.of(commit.account(), commit.latest()));
            return;
        }
        Map<UUID, Change> batch = new LinkedHashMap<>();
        commits.forEachChange(commit, change -> {
            batch.put(change.revision().id(), change);
            if (batch.size() == ROLLED_AT_ONCE) {
                view.rollForward(Map.of(commit.account(), batch.values()));
                batch.clear();
            }
            return true;
        });
        view.rollForward(Map.of(commit.account(), batch.values()));
    }

    private void rolled(AccountId account, Lane lane, long head, long timesForgotten) {
        lane.rolledTo(head, timesForgotten);
        unmarked.put(account, head);
    }

    /** A writer's time alone with an account. */
    public final class Turn {

        private final AccountId account;
        private final Lane lane;
        private long timesForgotten;
        private int lost;

        private Turn(AccountId account, Lane lane) {
            this.account = account;
            this.lane = lane;
        }

        /**
         * The head to decide on, as far as this process knows; the view holds everything up to it. If another process has
         * moved it, the append of a commit with changes will tell; who has none to append must ask for the head itself.
         */
        public long likelyHead() {
            timesForgotten = lane.timesForgotten();
            long remembered = lane.applied();
            return remembered == Lane.UNKNOWN ? head() : remembered;
        }

        /**
         * The account's floor, as it was at most half a minute ago. Who asks after it has read documents knows a floor above
         * each tombstone that it no longer found there.
         */
        public long floor() {
            Lanes.Floor known = lane.floor();
            Instant now = clock.instant();
            boolean fresh =
                    !now.isBefore(known.asked()) && now.isBefore(known.asked().plus(FLOOR_REMEMBERED));
            return fresh ? known.number() : read(account, lane).floor();
        }

        /** The head as it is; the view holds everything up to it. */
        public long head() {
            timesForgotten = lane.timesForgotten();
            return catchUp(account, lane);
        }

        /**
         * Appends a commit and rolls the view forward.
         *
         * @return false when another process was first, or what the head was told by does not hold any more: ask for it again
         *     and decide again
         */
        public boolean append(Commit commit) {
            if (lane.timesForgotten() != timesForgotten) {
                return false;
            }
            try {
                if (!group.append(commit)) {
                    lane.forget();
                    waitForTheOther();
                    return false;
                }
                if (commit.bulk() != null) {
                    rollForward(commit);
                }
                if (commit.count() > 0) {
                    rolled(account, lane, commit.head(), timesForgotten);
                }
            } catch (RuntimeException e) {
                // Whether the commit is in is not known, or it is in and the view is not there yet.
                lane.forget();
                throw e;
            }
            Commit.Bulk bulk = commit.bulk();
            if (bulk != null) {
                chunks.settle(commit, bulk);
            }
            return true;
        }

        /**
         * What beat us is in our way at once, but shows to majority reads only when it is durable, a journal flush later.
         * To read it earlier would be to answer on the strength of something that can still be lost.
         */
        private void waitForTheOther() {
            lost++;
            LockSupport.parkNanos(Math.min(lost * FIRST_PAUSE.toNanos(), LONGEST_PAUSE.toNanos()));
        }
    }
}
