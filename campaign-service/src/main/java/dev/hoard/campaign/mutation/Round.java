package dev.hoard.campaign.mutation;

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

    private final Decider decider;
    private final Batch batch;
    private final Account account;
    private final Map<UUID, Long> own;
    private final List<Outcome> outcomes = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();
    private final List<Receipt> receipts = new ArrayList<>();
    private int bytes;
    private boolean leavesOutcomesUnremembered;

    /**
     * @param own the revisions at which this batch has left documents so far: its later mutations of the same document are
     *     made on these, whatever revision the client had seen before the batch
     */
    Round(Decider decider, Batch batch, Account account, Map<UUID, Long> own) {
        this.decider = decider;
        this.batch = batch;
        this.account = account;
        this.own = new HashMap<>(own);
    }

    /**
     * The state to decide on.
     *
     * @param documents latest states by id; changed as the round goes on
     * @param receipts of mutations decided before; changed as the round goes on
     * @param history gives the revision with a number, or null if it is no longer kept
     */
    record Account(
            long head,
            Instant now,
            Map<UUID, Revision> documents,
            Map<UUID, Receipt> receipts,
            LongFunction<@Nullable Revision> history) {}

    /** Decides as many as fit into one commit, at least one. */
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

    Map<UUID, Long> own() {
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
        Expectation expectation = expectation(mutation);
        return switch (decider.decide(mutation, expectation, current, base(expectation, current))) {
            case Decision.Write write -> write(mutation, current, write);
            case Decision.Keep keep -> keep(mutation, current, keep);
            case Decision.Conflict conflict -> conflict(mutation, conflict);
            case Decision.Refuse refuse -> new Outcome.Rejected(refuse.problem());
        };
    }

    private static boolean remembered(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Applied _ -> true;
            case Outcome.Duplicate _ -> true;
            case Outcome.Conflicting conflicting -> conflicting.decided();
            case Outcome.Rejected _ -> false;
        };
    }

    private Outcome repeated(Mutation mutation, Receipt receipt) {
        if (!receipt.request().equals(mutation.request())) {
            return new Outcome.Rejected(Problem.of(
                    ProblemType.MUTATION_ID_REUSED,
                    "The mutation id " + mutation.id() + " was used for another mutation before."));
        }
        // A document that had to be shown may hold others' changes: a conflict too many is better than a silent loss.
        if (receipt.verdict() == Receipt.Verdict.APPLIED && receipt.rev() > 0 && !receipt.shown()) {
            own.put(mutation.resource(), receipt.rev());
        }
        return new Outcome.Duplicate(receipt, null);
    }

    private Expectation expectation(Mutation mutation) {
        Long rev = own.get(mutation.resource());
        return rev != null && mutation.expectation() instanceof Expectation.SawRevision(long seen) && seen < rev
                ? new Expectation.SawRevision(rev)
                : mutation.expectation();
    }

    /** What the client saw, where that is an older revision of the very document. */
    private @Nullable Revision base(Expectation expectation, @Nullable Revision current) {
        if (current == null
                || !(expectation instanceof Expectation.SawRevision(long rev))
                || rev < 1
                || rev >= current.rev()) {
            return null;
        }
        Revision seen = account.history().apply(rev);
        return seen != null && seen.id().equals(current.id()) ? seen : null;
    }

    private @Nullable Outcome write(Mutation mutation, @Nullable Revision current, Decision.Write write) {
        Content content = write.content();
        int size = content == null ? 0 : content.bytes();
        if (!changes.isEmpty() && bytes + size > MOST_BYTES) {
            return null;
        }
        boolean lives = current != null && current.live();
        Revision next = new Revision(
                mutation.resource(),
                mutation.type(),
                head() + 1,
                current != null && (lives || content == null) ? current.createdAt() : account.now(),
                account.now(),
                content);
        boolean created = content != null && !lives;
        bytes += size;
        changes.add(new Change(next, current == null ? 0 : current.rev(), mutation.id()));
        account.documents().put(next.id(), next);
        if (write.known()) {
            own.put(next.id(), next.rev());
        }
        remember(mutation, Receipt.Verdict.APPLIED, next.rev(), created, write.surprising());
        return new Outcome.Applied(next, created, write.surprising());
    }

    private Outcome keep(Mutation mutation, @Nullable Revision current, Decision.Keep keep) {
        Revision document = current != null && current.type() == mutation.type() ? current : null;
        long rev = document == null ? 0 : document.rev();
        // Where others' changes stand, the client has not seen them: its next mutation is made on what it saw before.
        if (document != null && keep.known()) {
            own.put(document.id(), rev);
        }
        remember(mutation, Receipt.Verdict.APPLIED, rev, false, keep.surprising());
        return new Outcome.Applied(document, false, keep.surprising());
    }

    private Outcome conflict(Mutation mutation, Decision.Conflict conflict) {
        // An edit of something deleted is not the server's to drop: it survives with the client until that decides.
        boolean decided =
                batch.strategy() == Strategy.SERVER_WINS && conflict.theirs().live();
        if (decided) {
            remember(mutation, Receipt.Verdict.CONFLICT, conflict.theirs().rev(), false, true);
        }
        return new Outcome.Conflicting(conflict.base(), conflict.mine(), conflict.theirs(), decided);
    }

    private void remember(Mutation mutation, Receipt.Verdict verdict, long rev, boolean created, boolean shown) {
        if (mutation.id() != null) {
            Receipt receipt = new Receipt(mutation.id(), mutation.request(), verdict, rev, created, shown);
            receipts.add(receipt);
            account.receipts().put(receipt.mutationId(), receipt);
        }
    }
}
