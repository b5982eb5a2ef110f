package dev.hoard.campaign.sequence;

import dev.hoard.campaign.conflict.ConflictRecord;
import dev.hoard.campaign.conflict.Conflicts;
import dev.hoard.campaign.document.Documents;
import dev.hoard.campaign.document.ResourceType;
import dev.hoard.campaign.document.Revision;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What commits tell those who ask: changes by number, documents as they were, who changed lately. */
public final class History {

    /** A page ends early rather than fill the memory. */
    private static final int MOST_BYTES = 8 * 1024 * 1024;
    /** What is known now is fetched for so many changes at once: it may be large where they are small. */
    private static final int REMEMBERED_AT_ONCE = 20;
    /** A commit may become visible this long after the instant it carries. */
    private static final Duration SLACK = Duration.ofSeconds(30);

    private final Sequence sequence;
    private final Commits commits;
    private final Accounts accounts;
    private final Documents documents;
    private final Conflicts conflicts;
    private final Clock clock;

    History(
            Sequence sequence,
            Commits commits,
            Accounts accounts,
            Documents documents,
            Conflicts conflicts,
            Clock clock) {
        this.sequence = sequence;
        this.commits = commits;
        this.accounts = accounts;
        this.documents = documents;
        this.conflicts = conflicts;
        this.clock = clock;
    }

    /** The changes after a number, without holes, at most {@code limit}. */
    Page changes(AccountId account, long after, int limit) {
        long head = sequence.head(account);
        Page page = new Page(sequence.epoch(), after, limit);
        commits.forEachAfter(
                account, after, commit -> commits.forEachChange(commit, change -> page.add(commit, change)));
        page.render(this::sinceThen, account);
        page.head = Math.max(head, page.to);
        return page;
    }

    /**
     * A change whose own doing is forgotten shows what has become of its document since. Whoever reads on comes to that
     * state anyway, so it sees it early, and a change that it then meets is nothing new.
     */
    private List<Change> sinceThen(AccountId account, List<Change> changes) {
        List<UUID> forgotten = changes.stream()
                .filter(change -> !change.kept())
                .map(change -> change.revision().id())
                .distinct()
                .toList();
        if (forgotten.isEmpty()) {
            return changes;
        }
        Map<UUID, Revision> now = documents.findAll(account, forgotten);
        return changes.stream()
                .map(change -> change.kept() ? change : sinceThen(account, change, now))
                .toList();
    }

    private Change sinceThen(AccountId account, Change change, Map<UUID, Revision> documentsNow) {
        Revision then = change.revision();
        Optional<Revision> now = then.type() == ResourceType.CONFLICT
                ? conflicts.find(account, then.id()).map(ConflictRecord::revision)
                : Optional.ofNullable(documentsNow.get(then.id())).filter(found -> found.type() == then.type());
        return change.with(now.map(found -> new Revision(
                        found.id(), found.type(), then.rev(), found.createdAt(), found.updatedAt(), found.content()))
                .orElse(then));
    }

    /** The document as a change with this number left it; empty if there is none, or it is no longer kept. */
    public Optional<Revision> findRevision(AccountId account, long rev) {
        return commits.findStep(account, rev)
                .flatMap(step -> step.kept()
                        ? Optional.of(step.revision())
                        : commits.findSuperseded(account, rev).map(step.revision()::with));
    }

    /** The newest revision of a document at or below a number; empty if it was not there yet. */
    public Optional<Revision> findRevisionAt(AccountId account, Revision latest, long seq) {
        if (latest.rev() <= seq) {
            return Optional.of(latest);
        }
        long rev = latest.rev();
        while (rev > seq) {
            long wanted = rev;
            rev = commits.findStep(account, wanted)
                    .orElseThrow(() -> expired(wanted))
                    .previous();
        }
        if (rev == 0) {
            return Optional.empty();
        }
        long found = rev;
        return Optional.of(findRevision(account, found).orElseThrow(() -> expired(found)));
    }

    private static ProblemException expired(long number) {
        return ProblemException.of(
                ProblemType.CONTENT_EXPIRED, "Change " + number + " of the account is no longer kept.");
    }

    /** The heads of accounts that changed since an instant, and the instant to ask from next time. */
    Heads headsSince(Instant since) {
        Instant now = clock.instant();
        Epochs.Era era = sequence.era();
        // In a new epoch everybody has changed.
        Instant from = since.isAfter(era.raisedAt().plus(SLACK)) ? since : Instant.EPOCH;
        Map<AccountId, Long> heads = commits.heads(from, now.plus(SLACK));
        Map<AccountId, Long> floors = new HashMap<>();
        accounts.list(heads.keySet(), from).forEach(state -> {
            floors.put(state.account(), state.floor());
            heads.putIfAbsent(state.account(), state.applied());
        });
        return new Heads(now.minus(SLACK), era.epoch(), heads, floors);
    }

    record Heads(Instant at, long epoch, Map<AccountId, Long> heads, Map<AccountId, Long> floors) {}

    /** Puts what is known now in the place of what changes no longer tell. */
    private interface Remembering {
        List<Change> of(AccountId account, List<Change> changes);
    }

    /** A run of changes, as text. */
    static final class Page {

        final long epoch;
        final long from;
        final List<String> changes = new ArrayList<>();
        private final List<Commit> origins = new ArrayList<>();
        private final List<Change> taken = new ArrayList<>();
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
            if (change.seq() > from) {
                origins.add(commit);
                taken.add(change);
                bytes += change.bytes();
            }
            return taken.size() < limit && bytes < MOST_BYTES;
        }

        private void render(Remembering remembering, AccountId account) {
            long length = 0;
            for (int i = 0; i < taken.size() && length < MOST_BYTES; i += REMEMBERED_AT_ONCE) {
                int end = Math.min(i + REMEMBERED_AT_ONCE, taken.size());
                List<Change> whole = remembering.of(account, taken.subList(i, end));
                for (int k = 0; k < whole.size() && length < MOST_BYTES; k++) {
                    String text = ChangeText.of(origins.get(i + k), whole.get(k));
                    changes.add(text);
                    length += text.length();
                    to = whole.get(k).seq();
                }
            }
        }
    }
}
