package dev.hoard.campaign.sequence;

import dev.hoard.campaign.conflict.Conflicts;
import dev.hoard.campaign.document.Documents;
import dev.hoard.platform.id.AccountId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets what is older than it must be kept (SYNC-10): tombstones, resolved conflicts, and what old changes left behind.
 * Safe to be done by several processes at once.
 */
final class Purge {

    private static final Logger LOG = LoggerFactory.getLogger(Purge.class);

    /** Longer than any process remembers a floor, by far enough that their clocks need not agree. */
    private static final Duration NOTICE = Duration.ofMinutes(1);

    private static final int ACCOUNTS_AT_ONCE = 1000;

    private final Documents documents;
    private final Conflicts conflicts;
    private final Commits commits;
    private final Accounts accounts;
    private final SequenceProperties.Kept kept;
    private final Clock clock;

    Purge(
            Documents documents,
            Conflicts conflicts,
            Commits commits,
            Accounts accounts,
            SequenceProperties.Kept kept,
            Clock clock) {
        this.documents = documents;
        this.conflicts = conflicts;
        this.commits = commits;
        this.accounts = accounts;
        this.kept = kept;
        this.clock = clock;
    }

    void run() {
        purgeTombstones();
        conflicts.deleteResolvedBefore(clock.instant().minus(kept.conflicts()));
        pruneHistory();
    }

    /**
     * Moves floors over tombstones that are old enough. They go in a later run, when no process decides by an older floor
     * any more: so nothing that was deleted comes to life because it was forgotten.
     */
    void purgeTombstones() {
        Instant now = clock.instant();
        Map<AccountId, Long> expired = documents.expiredTombstones(now.minus(kept.tombstones()));
        long raised = 0;
        long deleted = 0;
        for (Map.Entry<AccountId, Long> each : expired.entrySet()) {
            Accounts.State state = accounts.get(each.getKey());
            if (state.floor() > 0 && state.floorAt().plus(NOTICE).isBefore(now)) {
                deleted += documents.deleteTombstones(each.getKey(), state.floor());
            }
            if (state.floor() < each.getValue()) {
                accounts.raiseFloor(each.getKey(), each.getValue(), clock.instant());
                raised++;
            }
        }
        if (raised + deleted > 0) {
            LOG.info("{} floor(s) moved, {} tombstone(s) forgotten", raised, deleted);
        }
    }

    /** Only what the view surely holds may go: from then on the view alone knows it. */
    void pruneHistory() {
        Instant horizon = clock.instant().minus(kept.history());
        UUID last = new UUID(0, 0);
        List<Accounts.State> page = accounts.list(last, ACCOUNTS_AT_ONCE);
        while (!page.isEmpty()) {
            page.stream().filter(state -> state.pruned() < state.applied()).forEach(state -> prune(state, horizon));
            page = accounts.list(page.getLast().account().value(), ACCOUNTS_AT_ONCE);
        }
    }

    private void prune(Accounts.State state, Instant horizon) {
        long most = state.applied() - kept.changes();
        long target = Math.min(state.applied(), commits.lastBefore(state.account(), state.pruned(), most, horizon));
        if (target > state.pruned()) {
            commits.prune(state.account(), state.pruned(), target);
            accounts.raisePruned(state.account(), target);
        }
    }
}
