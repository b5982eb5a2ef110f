package dev.hoard.campaign.mutation;

import dev.hoard.campaign.conflict.ConflictRecord;
import dev.hoard.campaign.document.Checked;
import dev.hoard.campaign.document.Content;
import dev.hoard.campaign.document.Revision;
import dev.hoard.campaign.sequence.Change;
import dev.hoard.campaign.sequence.Receipt;
import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Decides a run of mutations on one state of an account, each on what the ones before it leave behind, until all are
 * decided or the commit is full. Pure: it knows the account only by what it is given.
 */
final class Round {

    /** A commit must fit into one database document of 16 MiB, with room for what is not content. */
    static final int MOST_BYTES = 8 * 1024 * 1024;

    /** A revision that no document has. */
    private static final long NONE = 0;

    private final Decider decider;
    private final Arbiter arbiter;
    private final Batch batch;
    private final Account account;
    private final Map<UUID, Sent> own;
    private final List<Outcome> outcomes = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();
    private final List<Receipt> receipts = new ArrayList<>();
    private int bytes;
    private int shownBytes;
    private boolean leavesOutcomesUnremembered;

    /**
     * @param own documents as this batch has sent them so far: its later mutations of the same document are made on these,
     *     whatever revision the client had seen before the batch
     */
    Round(Decider decider, Arbiter arbiter, Batch batch, Account account, Map<UUID, Sent> own) {
        this.decider = decider;
        this.arbiter = arbiter;
        this.batch = batch;
        this.account = account;
        this.own = new HashMap<>(own);
    }

    /**
     * The state to decide on.
     *
     * @param floor up to this number deleted documents are forgotten
     * @param documents latest states by id; changed as the round goes on
     * @param receipts of mutations decided before; changed as the round goes on
     * @param history gives the revision with a number, or null if it is no longer kept
     */
    record Account(
            long head,
            long epoch,
            long floor,
            Instant now,
            Map<UUID, Revision> documents,
            Map<UUID, Receipt> receipts,
            LongFunction<@Nullable Revision> history) {}

    /** Decides as many as fit into one commit, and into memory, at least one. */
    void decide(List<Wish> wishes) {
        for (Wish wish : wishes) {
            @Nullable
            Outcome outcome = switch (wish) {
                case Wish.Unfit unfit -> new Outcome.Rejected(unfit.problem());
                case Mutation mutation -> decide(mutation);
            };
            if (outcome == null) {
                return;
            }
            outcomes.add(outcome);
            leavesOutcomesUnremembered |= wish instanceof Mutation && wish.id() != null && !remembered(outcome);
            if (shownBytes > MOST_BYTES) {
                return;
            }
        }
    }

    List<Outcome> outcomes() {
        return outcomes;
    }

    List<Change> changes() {
        return changes;
    }

    List<Receipt> receipts() {
        return receipts;
    }

    Map<UUID, Sent> own() {
        return own;
    }

    /**
     * Whether a mutation that has an id was refused or left to the client. Nothing is committed for it that could meet an
     * earlier receipt of it, so whether there is one must be asked.
     */
    boolean leavesOutcomesUnremembered() {
        return leavesOutcomesUnremembered;
    }

    Instant now() {
        return account.now();
    }

    /** The account's head once this round is committed. */
    long head() {
        return account.head() + changes.size();
    }

    /** Null when the commit is full. */
    private @Nullable Outcome decide(Mutation mutation) {
        Receipt receipt = mutation.id() == null ? null : account.receipts().get(mutation.id());
        if (receipt != null) {
            return repeated(mutation, receipt);
        }
        if (mutation.needsPremium() && !batch.premium()) {
            return new Outcome.Rejected(ProblemException.premiumRequired().problem());
        }
        Revision current = account.documents().get(mutation.resource());
        return switch (decider.decide(mutation, current, seen(mutation, current))) {
            case Decision.Write write -> write(mutation, current, write);
            case Decision.Keep keep -> keep(mutation, current, keep);
            case Decision.Conflict conflict -> conflict(mutation, current, conflict);
            case Decision.Resolve resolve -> resolve(mutation, current, resolve);
            case Decision.Refuse refuse -> new Outcome.Rejected(refuse.problem());
        };
    }

    private static boolean remembered(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Applied _, Outcome.Merged _, Outcome.Conflicting _, Outcome.Duplicate _ -> true;
            case Outcome.Undecided _, Outcome.Rejected _ -> false;
        };
    }

    private Outcome repeated(Mutation mutation, Receipt receipt) {
        Outcome again = again(mutation, receipt);
        if (again instanceof Outcome.Duplicate && receipt.rev() > 0) {
            own.put(mutation.resource(), Sent.apart(sentBefore(mutation), mutation, receipt.rev()));
        }
        return again;
    }

    /** What becomes of a mutation whose id was decided before. */
    static Outcome again(Mutation mutation, Receipt receipt) {
        return receipt.request().equals(mutation.request())
                ? new Outcome.Duplicate(receipt, null)
                : new Outcome.Rejected(Problem.of(
                        ProblemType.MUTATION_ID_REUSED,
                        "The mutation id " + mutation.id() + " was used for another mutation before."));
    }

    /** What the client knows of the document, by what it says and by what it did to it in this very batch. */
    private Decider.Seen seen(Mutation mutation, @Nullable Revision current) {
        boolean tooOld = !otherEpoch() && batch.seen() != null && batch.seen().isBelow(account.floor(), mutation);
        if (current == null || !(mutation.expectation() instanceof Expectation.SawRevision(long rev))) {
            return new Decider.Seen(mutation.expectation(), null, tooOld);
        }
        Sent sent = sentBefore(mutation);
        if (sent == null) {
            // Numbers of another epoch name nothing here.
            long seen = otherEpoch() ? NONE : rev;
            return new Decider.Seen(new Expectation.SawRevision(seen), base(seen, current), tooOld);
        }
        Revision copy = copy(sent, rev, current);
        own.put(mutation.resource(), sent.at(copy));
        return copy != null && sameContent(copy.content(), current.content())
                ? new Decider.Seen(new Expectation.SawRevision(current.rev()), null, tooOld)
                : new Decider.Seen(new Expectation.SawRevision(NONE), copy, tooOld);
    }

    /** What this batch did to the document, unless the client has seen a later state of it since. */
    private @Nullable Sent sentBefore(Mutation mutation) {
        Sent sent = own.get(mutation.resource());
        boolean sawLater = sent != null
                && !otherEpoch()
                && mutation.expectation() instanceof Expectation.SawRevision(long rev)
                && rev >= sent.rev();
        return sawLater ? null : sent;
    }

    private boolean otherEpoch() {
        return batch.seen() != null && batch.seen().epoch() != account.epoch();
    }

    /** The document as the client has it after all it has sent; null where that cannot be told. */
    private @Nullable Revision copy(Sent sent, long rev, Revision current) {
        Revision copy = sent.copy();
        if (!sent.begun()) {
            Expectation first = sent.since().getFirst().expectation();
            copy = otherEpoch()
                    ? null
                    : base(first instanceof Expectation.SawRevision(long seen) ? seen : rev, current);
        }
        for (Mutation each : sent.since()) {
            copy = edited(copy, each, current);
        }
        return copy;
    }

    private @Nullable Revision edited(@Nullable Revision copy, Mutation mutation, Revision current) {
        return switch (mutation.edit()) {
            case Edit.Create create -> current.with(create.content());
            case Edit.Replace replace -> current.with(replace.content());
            case Edit.Delete _ -> current.with(null);
            case Edit.Patch patch ->
                copy != null && decider.patched(mutation, patch, copy.content()) instanceof Checked.Sound sound
                        ? current.with(sound.content())
                        : null;
            case Edit.Resolve _ -> null;
        };
    }

    /** What the client saw, where that is an older revision of the very document. */
    private @Nullable Revision base(long rev, Revision current) {
        if (rev < 1 || rev >= current.rev()) {
            return null;
        }
        Revision seen = account.history().apply(rev);
        return seen != null && seen.id().equals(current.id()) && seen.type() == current.type() ? seen : null;
    }

    private @Nullable Outcome write(Mutation mutation, @Nullable Revision current, Decision.Write write) {
        Content content = write.content();
        Change change = change(mutation, current, content);
        if (isFullFor(change.bytes())) {
            return null;
        }
        Revision next = step(change);
        own.put(next.id(), write.known() ? Sent.known(next) : Sent.apart(sentBefore(mutation), mutation, next.rev()));
        boolean created = content != null && !isLive(current);
        remember(mutation, Receipt.Verdict.APPLIED, next.rev(), created, write.surprising());
        return new Outcome.Applied(next, created, write.surprising());
    }

    private Outcome keep(Mutation mutation, @Nullable Revision current, Decision.Keep keep) {
        Revision document = current != null && current.type() == mutation.type() ? current : null;
        long rev = document == null ? 0 : document.rev();
        if (document != null) {
            own.put(
                    document.id(),
                    keep.known() ? Sent.known(document) : Sent.apart(sentBefore(mutation), mutation, rev));
            shownBytes += keep.surprising() ? document.bytes() : 0;
        }
        remember(mutation, Receipt.Verdict.APPLIED, rev, false, keep.surprising());
        return new Outcome.Applied(document, false, keep.surprising());
    }

    private @Nullable Outcome conflict(Mutation mutation, @Nullable Revision current, Decision.Conflict conflict) {
        Ruling ruling = arbiter.rule(batch.strategy(), mutation, conflict);
        boolean makesMore =
                ruling instanceof Ruling.Settled settled && !sameContent(settled.content(), conflict.mine());
        if (conflict.isOverNothing() && !makesMore) {
            return keep(mutation, current, conflict.nothing());
        }
        return switch (ruling) {
            case Ruling.LeftToTheClient _ -> undecided(conflict);
            case Ruling.Settled settled -> settle(mutation, current, conflict, settled);
        };
    }

    private Outcome undecided(Decision.Conflict conflict) {
        Outcome.Undecided undecided = new Outcome.Undecided(conflict.base(), conflict.mine(), conflict.theirs());
        shownBytes += undecided.bytes();
        return undecided;
    }

    private @Nullable Outcome settle(
            Mutation mutation, @Nullable Revision current, Decision.Conflict conflict, Ruling.Settled settled) {
        Content content = settled.content();
        ConflictRecord.Sides sides = new ConflictRecord.Sides(
                conflict.base() == null ? null : conflict.base().content(),
                conflict.mine(),
                conflict.theirContent(),
                content);
        boolean lost = !settled.fields().isEmpty();
        Change change = change(mutation, current, content);
        if (isFullFor(change.bytes() + (lost ? sides.bytes() : 0))) {
            return null;
        }
        Revision document = sameContent(content, conflict.theirContent()) ? current : step(change);
        long rev = document == null ? 0 : document.rev();
        if (document != null) {
            own.put(document.id(), Sent.apart(sentBefore(mutation), mutation, rev));
        }
        boolean surprising = !conflict.known() || !isAsSent(conflict.mine(), content);
        boolean created = content != null && !isLive(current);
        if (!lost && document != null) {
            remember(mutation, Receipt.Verdict.MERGED, rev, created, surprising);
            return new Outcome.Merged(document, surprising);
        }
        UUID id = open(mutation, settled.fields(), sides);
        remember(mutation, Receipt.Verdict.CONFLICT, rev, created, surprising);
        return new Outcome.Conflicting(id, document, surprising);
    }

    private UUID open(Mutation mutation, List<String> fields, ConflictRecord.Sides sides) {
        UUID mutationId = Objects.requireNonNull(mutation.id(), "only what can be named is recorded");
        long number = head() + 1;
        ConflictRecord conflict = new ConflictRecord(
                ConflictRecord.idOf(mutationId),
                number,
                mutationId,
                batch.clientId(),
                mutation.type(),
                mutation.resource(),
                fields,
                sides,
                number,
                account.now(),
                null);
        bytes += conflict.bytes();
        changes.add(Change.of(conflict, 0, mutationId));
        return conflict.id();
    }

    private @Nullable Outcome resolve(Mutation mutation, @Nullable Revision current, Decision.Resolve resolve) {
        ConflictRecord conflict = resolve.conflict();
        Content content = resolve.content();
        Content now = current == null ? null : current.content();
        Change change = change(mutation, current, content);
        if (isFullFor(change.bytes() + conflict.bytes())) {
            return null;
        }
        Revision document = sameContent(content, now) ? current : step(change);
        boolean created = content != null && now == null;
        bytes += conflict.bytes();
        changes.add(
                Change.of(conflict.resolved(resolve.take(), head() + 1, account.now()), conflict.rev(), mutation.id()));
        remember(mutation, Receipt.Verdict.APPLIED, document == null ? 0 : document.rev(), created, true);
        return new Outcome.Applied(document, created, true);
    }

    /** The account's next change, should it take the document to its next revision. */
    private Change change(Mutation mutation, @Nullable Revision current, @Nullable Content content) {
        Revision next = new Revision(
                mutation.resource(),
                mutation.type(),
                head() + 1,
                current != null && (current.live() || content == null) ? current.createdAt() : account.now(),
                account.now(),
                content);
        return Change.of(next, current, mutation.id());
    }

    private Revision step(Change change) {
        Revision next = change.revision();
        bytes += change.bytes();
        changes.add(change);
        account.documents().put(next.id(), next);
        return next;
    }

    private boolean isFullFor(int more) {
        return !changes.isEmpty() && bytes + more > MOST_BYTES;
    }

    private static boolean isLive(@Nullable Revision document) {
        return document != null && document.live();
    }

    private static boolean isAsSent(@Nullable Content mine, @Nullable Content outcome) {
        return mine == null ? outcome == null : mine.asSent() && sameContent(mine, outcome);
    }

    private static boolean sameContent(@Nullable Content one, @Nullable Content other) {
        if (one == null || other == null) {
            return one == null && other == null;
        }
        return one.sameAs(other);
    }

    private void remember(Mutation mutation, Receipt.Verdict verdict, long rev, boolean created, boolean shown) {
        if (mutation.id() != null) {
            Receipt receipt = new Receipt(mutation.id(), mutation.request(), verdict, rev, created, shown);
            receipts.add(receipt);
            account.receipts().put(receipt.mutationId(), receipt);
        }
    }
}
