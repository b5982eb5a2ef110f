package dev.hoard.campaign.sequence;

import dev.hoard.campaign.document.Revision;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What commits tell those who ask: changes by number, documents as they were, who changed lately. */
public final class History {

    /** A page ends early rather than fill the memory. */
    private static final int MOST_BYTES = 8 * 1024 * 1024;
    /** A commit may become visible this long after the instant it carries. */
    private static final Duration SLACK = Duration.ofSeconds(30);

    private final Sequence sequence;
    private final Commits commits;
    private final Clock clock;

    History(Sequence sequence, Commits commits, Clock clock) {
        this.sequence = sequence;
        this.commits = commits;
        this.clock = clock;
    }

    /** The changes after a number, without holes, at most {@code limit}. */
    Page changes(AccountId account, long after, int limit) {
        long head = sequence.head(account);
        Page page = new Page(sequence.epoch(), after, limit);
        commits.forEachAfter(
                account, after, commit -> commits.forEachChange(commit, change -> page.add(commit, change)));
        page.head = Math.max(head, page.to);
        return page;
    }

    /** The document as a change with this number left it; empty if no such change is kept. */
    public Optional<Revision> findRevision(AccountId account, long rev) {
        return commits.findChange(account, rev).map(Change::revision);
    }

    /** The newest revision of a document at or below a number; empty if it was not there yet. */
    public Optional<Revision> findRevisionAt(AccountId account, Revision latest, long seq) {
        if (latest.rev() <= seq) {
            return Optional.of(latest);
        }
        long rev = latest.rev();
        while (rev > seq) {
            long wanted = rev;
            Change change = commits.findChange(account, wanted)
                    .orElseThrow(() -> ProblemException.of(
                            ProblemType.CONTENT_EXPIRED, "Change " + wanted + " of the account is no longer kept."));
            rev = change.previous();
        }
        return rev == 0 ? Optional.empty() : findRevision(account, rev);
    }

    /** The heads of accounts that changed since an instant, and the instant to ask from next time. */
    Heads headsSince(Instant since) {
        Instant now = clock.instant();
        return new Heads(now.minus(SLACK), sequence.epoch(), commits.heads(since, now.plus(SLACK)));
    }

    record Heads(Instant at, long epoch, Map<AccountId, Long> heads) {}

    /** A run of changes, as text. */
    static final class Page {

        final long epoch;
        final long from;
        final List<String> changes = new ArrayList<>();
        private final int limit;
        private long bytes;
        long to;
        long head;

        Page(long epoch, long from, int limit) {
            this.epoch = epoch;
            this.from = from;
            this.to = from;
            this.limit = limit;
        }

        private boolean add(Commit commit, Change change) {
            if (change.seq() > to) {
                changes.add(ChangeText.of(commit, change));
                bytes += change.revision().bytes();
                to = change.seq();
            }
            return changes.size() < limit && bytes < MOST_BYTES;
        }
    }
}
