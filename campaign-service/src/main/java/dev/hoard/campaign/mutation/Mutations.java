package dev.hoard.campaign.mutation;

import dev.hoard.campaign.document.Documents;
import dev.hoard.campaign.document.Revision;
import dev.hoard.campaign.document.Rulebook;
import dev.hoard.campaign.sequence.Commit;
import dev.hoard.campaign.sequence.Commits;
import dev.hoard.campaign.sequence.History;
import dev.hoard.campaign.sequence.Receipt;
import dev.hoard.campaign.sequence.Sequence;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.observability.Traces;
import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

/** The one way documents change by their owner's hand. */
public final class Mutations {

    /** Races are lost to other processes only, and whoever loses one has let another through. */
    private static final int MOST_ATTEMPTS = 100;

    private final Decider decider;
    private final Arbiter arbiter;
    private final Sequence sequence;
    private final Commits commits;
    private final Documents documents;
    private final History history;
    private final Traces traces;
    private final Clock clock;

    Mutations(
            Rulebook rulebook,
            Sequence sequence,
            Commits commits,
            Documents documents,
            History history,
            Traces traces,
            Clock clock) {
        this.decider = new Decider(rulebook);
        this.arbiter = new Arbiter(rulebook);
        this.sequence = sequence;
        this.commits = commits;
        this.documents = documents;
        this.history = history;
        this.traces = traces;
        this.clock = clock;
    }

    /**
     * What became of a batch.
     *
     * @param outcomes in the order of the mutations
     * @param head of the account when the batch was through
     */
    public record Settled(List<Outcome> outcomes, long head, long epoch) {}

    /**
     * Decides a batch and commits what comes of it; when it returns, all of that is durable and visible.
     *
     * @throws ProblemException ATOMIC_PUSH_FAILED or TOO_LARGE for an atomic batch of which then nothing is done
     */
    public Settled settle(AccountId account, Batch batch) {
        return sequence.inTurn(account, turn -> settle(account, batch, turn));
    }

    private Settled settle(AccountId account, Batch batch, Sequence.Turn turn) {
        Outcomes outcomes = new Outcomes();
        Map<UUID, Sent> own = Map.of();
        // Most mutations are new. One that is not meets its own receipt when it is committed, and only then is looked
        // up.
        Map<UUID, Receipt> receipts = Map.of();
        boolean receiptsKnown = false;
        long head = batch.wishes().isEmpty() ? turn.head() : turn.likelyHead();
        int attempts = 0;
        while (outcomes.size() < batch.wishes().size()) {
            List<Wish> pending =
                    batch.wishes().subList(outcomes.size(), batch.wishes().size());
            if (outcomes.isFull()) {
                answer(account, pending, turnedAway(pending, receiptsOf(account, pending)), outcomes);
                break;
            }
            Round round =
                    new Round(decider, arbiter, batch, stateAt(head, account, batch, pending, receipts, turn), own);
            round.decide(pending);
            // An atomic batch must not be refused for what it did itself when it was sent before.
            if (!receiptsKnown && (batch.atomic() || round.leavesOutcomesUnremembered())) {
                receipts = receiptsOf(account, pending);
                receiptsKnown = true;
                continue;
            }
            // What changes the account proves by its number that nobody came before it; what does not, or may be
            // refused as a whole, has to look.
            if (round.changes().isEmpty() || batch.atomic()) {
                long now = turn.head();
                if (now != head) {
                    head = now;
                    receiptsKnown = false;
                    requireMore(++attempts);
                    continue;
                }
            }
            if (batch.atomic()) {
                requireAll(batch, round.outcomes());
            }
            if (commit(account, batch, round, turn)) {
                answer(account, pending, round.outcomes(), outcomes);
                own = round.own();
                head = round.head();
                continue;
            }
            requireMore(++attempts);
            head = turn.head();
            receipts = receiptsOf(account, pending);
            receiptsKnown = true;
        }
        return new Settled(outcomes.list(), head, sequence.epoch());
    }

    private static void requireMore(int attempts) {
        if (attempts == MOST_ATTEMPTS) {
            throw Sequence.overtaken();
        }
    }

    private Round.Account stateAt(
            long head,
            AccountId account,
            Batch batch,
            List<Wish> pending,
            Map<UUID, Receipt> receipts,
            Sequence.Turn turn) {
        List<UUID> ids = mutations(pending)
                .filter(mutation -> !(mutation.expectation() instanceof Expectation.NewId))
                .map(Mutation::resource)
                .distinct()
                .toList();
        Map<UUID, Revision> found = ids.isEmpty() ? new HashMap<>() : documents.findAll(account, ids);
        // Asked for after the documents, so that it lies above each tombstone that is not among them any more.
        long floor = batch.seen() == null ? 0 : turn.floor();
        return new Round.Account(
                head,
                sequence.epoch(),
                floor,
                Instant.now(clock).truncatedTo(ChronoUnit.MILLIS),
                found,
                new HashMap<>(receipts),
                rev -> history.findRevision(account, rev).orElse(null));
    }

    private Map<UUID, Receipt> receiptsOf(AccountId account, List<Wish> pending) {
        return commits.receipts(
                account,
                mutations(pending).map(Mutation::id).filter(Objects::nonNull).toList());
    }

    private boolean commit(AccountId account, Batch batch, Round round, Sequence.Turn turn) {
        if (round.changes().isEmpty() && round.receipts().isEmpty()) {
            return true;
        }
        return turn.append(new Commit(
                account,
                round.head() - round.changes().size(),
                sequence.epoch(),
                round.now(),
                batch.clientId(),
                traces.currentTraceparent(),
                round.receipts(),
                round.changes(),
                null));
    }

    private static void requireAll(Batch batch, List<Outcome> outcomes) {
        for (int i = 0; i < outcomes.size(); i++) {
            switch (outcomes.get(i)) {
                case Outcome.Applied _, Outcome.Merged _, Outcome.Duplicate _ -> {}
                case Outcome.Conflicting conflict -> throw AtomicFailure.at(i, batch, conflict.document());
                case Outcome.Undecided undecided -> throw AtomicFailure.at(i, batch, undecided.theirs());
                case Outcome.Rejected rejected -> throw AtomicFailure.at(i, batch, rejected);
            }
        }
        if (outcomes.size() < batch.wishes().size()) {
            throw ProblemException.of(
                    ProblemType.TOO_LARGE,
                    "The documents of an atomic push must have at most " + Round.MOST_BYTES / 1024 + " KiB together.");
        }
    }

    private void answer(AccountId account, List<Wish> wishes, List<Outcome> decided, Outcomes outcomes) {
        for (int i = 0; i < decided.size(); i++) {
            outcomes.add(withFirstAnswer(account, wishes.get(i), decided.get(i), outcomes));
        }
    }

    private Outcome withFirstAnswer(AccountId account, Wish wish, Outcome outcome, Outcomes outcomes) {
        if (!(outcome instanceof Outcome.Duplicate duplicate) || !(wish instanceof Mutation mutation)) {
            return outcome;
        }
        Receipt receipt = duplicate.receipt();
        if (receipt.rev() == 0 || outcomes.isOverfull()) {
            return outcome;
        }
        // A document that has not changed since is there, however long ago it was written.
        Revision document = history.findRevision(account, receipt.rev())
                .or(() -> documents.find(account, mutation.resource()).filter(now -> now.rev() == receipt.rev()))
                .orElse(null);
        return new Outcome.Duplicate(receipt, document);
    }

    /** What the answer has no room for is not done, unless it was done before: clients may change what was rejected. */
    private static List<Outcome> turnedAway(List<Wish> wishes, Map<UUID, Receipt> receipts) {
        Problem full = Problem.of(
                ProblemType.TOO_MANY_REQUESTS, "The answer is full, so this was not done. Please send it again.");
        return wishes.stream()
                .<Outcome>map(wish -> switch (wish) {
                    case Wish.Unfit unfit -> new Outcome.Rejected(unfit.problem());
                    case Mutation mutation -> {
                        Receipt receipt = mutation.id() == null ? null : receipts.get(mutation.id());
                        yield receipt == null ? new Outcome.Rejected(full) : Round.again(mutation, receipt);
                    }
                })
                .toList();
    }

    private static Stream<Mutation> mutations(List<Wish> wishes) {
        return wishes.stream().filter(Mutation.class::isInstance).map(Mutation.class::cast);
    }
}
