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
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
        List<Outcome> outcomes = new ArrayList<>();
        Map<UUID, Sent> own = Map.of();
        // Most mutations are new. One that is not meets its own receipt when it is committed, and only then is looked
        // up.
        Map<UUID, Receipt> receipts = Map.of();
        boolean receiptsKnown = false;
        long head = turn.likelyHead();
        int attempts = 0;
        while (outcomes.size() < batch.wishes().size()) {
            List<Wish> pending =
                    batch.wishes().subList(outcomes.size(), batch.wishes().size());
            Round round = new Round(
                    decider,
                    arbiter,
                    batch,
                    stateAt(head, batch.seen() == null ? 0 : turn.floor(), account, pending, receipts),
                    own);
            round.decide(pending);
            // An atomic batch must not be refused for what it did itself when it was sent before.
            if (!receiptsKnown && (batch.atomic() || round.leavesOutcomesUnremembered())) {
                receipts = receiptsOf(account, pending);
                receiptsKnown = true;
                // What was decided before may have been decided by another process.
                head = receipts.isEmpty() ? head : turn.head();
                continue;
            }
            if (batch.atomic()) {
                requireAll(batch, round.outcomes());
            }
            if (commit(account, batch, round, turn)) {
                outcomes.addAll(round.outcomes());
                own = round.own();
                head = round.head();
                continue;
            }
            if (++attempts == MOST_ATTEMPTS) {
                throw overtaken();
            }
            head = turn.head();
            receipts = receiptsOf(account, pending);
            receiptsKnown = true;
        }
        return new Settled(withFirstAnswers(account, outcomes), head, sequence.epoch());
    }

    private Round.Account stateAt(
            long head, long floor, AccountId account, List<Wish> pending, Map<UUID, Receipt> receipts) {
        List<UUID> ids = mutations(pending)
                .filter(mutation -> !(mutation.expectation() instanceof Expectation.NewId))
                .map(Mutation::resource)
                .distinct()
                .toList();
        return new Round.Account(
                head,
                sequence.epoch(),
                floor,
                Instant.now(clock).truncatedTo(ChronoUnit.MILLIS),
                ids.isEmpty() ? new HashMap<>() : documents.findAll(account, ids),
                new HashMap<>(receipts),
                rev -> history.findRevision(account, rev).orElse(null));
    }

    private Map<UUID, Receipt> receiptsOf(AccountId account, List<Wish> pending) {
        return commits.receipts(
                account,
                mutations(pending).map(Mutation::id).filter(Objects::nonNull).toList());
    }

    private static ProblemException overtaken() {
        return new ProblemException(
                Problem.of(ProblemType.UNAVAILABLE, "Other writers of this account were faster every time.")
                        .retryAfter(Duration.ofSeconds(1)));
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

    private List<Outcome> withFirstAnswers(AccountId account, List<Outcome> outcomes) {
        outcomes.replaceAll(outcome -> outcome instanceof Outcome.Duplicate duplicate
                ? new Outcome.Duplicate(duplicate.receipt(), firstAnswer(account, duplicate.receipt()))
                : outcome);
        return outcomes;
    }

    private @Nullable Revision firstAnswer(AccountId account, Receipt receipt) {
        return receipt.rev() == 0
                ? null
                : history.findRevision(account, receipt.rev()).orElse(null);
    }

    private static Stream<Mutation> mutations(List<Wish> wishes) {
        return wishes.stream().filter(Mutation.class::isInstance).map(Mutation.class::cast);
    }
}
