package dev.hoard.campaign.sequence;

import dev.hoard.platform.id.AccountId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finishes what a crash interrupted: rolls forward views that stayed behind their commits, and removes chunks that no
 * commit came to name.
 */
final class Sweep {

    private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);

    /** Younger commits may still be on their way, or be rolled forward by whoever made them. */
    private static final Duration GRACE = Duration.ofSeconds(30);
    /** Longer than any bulk commit takes from its first chunk to its end. */
    private static final Duration STAGED = Duration.ofHours(1);

    private final Sequence sequence;
    private final Commits commits;
    private final Chunks chunks;
    private final Accounts accounts;
    private final SweepPosition position;
    private final Clock clock;

    Sweep(Sequence sequence, Commits commits, Chunks chunks, Accounts accounts, SweepPosition position, Clock clock) {
        this.sequence = sequence;
        this.commits = commits;
        this.chunks = chunks;
        this.accounts = accounts;
        this.position = position;
        this.clock = clock;
    }

    /** Looks at every account with a commit since the last sweep of any process. */
    void rollForward() {
        Instant until = clock.instant().minus(GRACE);
        Map<AccountId, Long> heads = commits.heads(position.get(), until);
        int behind = 0;
        for (Map.Entry<AccountId, Long> head : heads.entrySet()) {
            if (accounts.get(head.getKey()).applied() < head.getValue()) {
                sequence.finish(head.getKey());
                behind++;
            }
        }
        position.moveTo(until);
        if (behind > 0) {
            LOG.info("Views of {} account(s) were behind their commits and are rolled forward", behind);
        }
    }

    void removeAbandonedChunks() {
        for (Chunks.Staged staged : chunks.stagedBefore(clock.instant().minus(STAGED))) {
            if (!commits.names(staged.account(), staged.after() + 1, staged.job())) {
                chunks.discard(staged.account(), staged.after(), staged.job());
                LOG.info("Chunks of the bulk commit {} were abandoned and are removed", staged.job());
            }
        }
    }
}
