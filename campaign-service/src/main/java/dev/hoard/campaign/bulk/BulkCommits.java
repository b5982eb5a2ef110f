package dev.hoard.campaign.bulk;

import dev.hoard.campaign.document.Documents;
import dev.hoard.campaign.document.Revision;
import dev.hoard.campaign.document.Rulebook;
import dev.hoard.campaign.sequence.Chunks;
import dev.hoard.campaign.sequence.Commit;
import dev.hoard.campaign.sequence.Commits;
import dev.hoard.campaign.sequence.Fingerprint;
import dev.hoard.campaign.sequence.Receipt;
import dev.hoard.campaign.sequence.Sequence;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.id.Uuids;
import dev.hoard.platform.observability.Traces;
import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Brings in documents as one commit, all or nothing, at any size: they are checked and spooled first, then compared with
 * what is there and staged, and one insert makes them count.
 */
final class BulkCommits {

    private static final int MOST_ATTEMPTS = 10;
    private static final int COMPARED_AT_ONCE = 500;

    private final BulkReader reader;
    private final Documents documents;
    private final Commits commits;
    private final Chunks chunks;
    private final Sequence sequence;
    private final Traces traces;
    private final Clock clock;

    BulkCommits(
            Rulebook rulebook,
            Documents documents,
            Commits commits,
            Chunks chunks,
            Sequence sequence,
            Traces traces,
            Clock clock) {
        this.reader = new BulkReader(rulebook);
        this.documents = documents;
        this.commits = commits;
        this.chunks = chunks;
        this.sequence = sequence;
        this.traces = traces;
        this.clock = clock;
    }

    /** @throws ProblemException HEAD_MOVED, BULK_REJECTED, or MUTATION_ID_REUSED; then nothing was written */
    BulkResult run(AccountId account, BulkOrder order, InputStream body) throws IOException {
        try (Spool spool = new Spool()) {
            Set<UUID> named = reader.read(account, order.types(), body, spool);
            return sequence.inTurn(account, turn -> run(account, order, new Bulk(spool, named), turn));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** What is to be brought in, and the ids of it. */
    private record Bulk(Spool spool, Set<UUID> named) {}

    private BulkResult run(AccountId account, BulkOrder order, Bulk bulk, Sequence.Turn turn) {
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            long head = turn.head();
            Optional<BulkResult> first = firstAnswer(account, order);
            if (first.isPresent()) {
                return first.get();
            }
            requireHead(order, head);
            Optional<BulkResult> result = attempt(account, order, bulk, turn, head);
            if (result.isPresent()) {
                return result.get();
            }
        }
        throw Sequence.overtaken();
    }

    /** Empty when another process was first. */
    private Optional<BulkResult> attempt(AccountId account, BulkOrder order, Bulk bulk, Sequence.Turn turn, long head) {
        Stage stage = new Stage(chunks, account, head, order, now(), Uuids.v7());
        boolean mayBeNamed = false;
        try {
            fill(stage, account, order, bulk);
            Commit.Bulk staged = stage.finish();
            Commit commit = commit(account, order, head, now(), staged);
            if (order.dryRun()) {
                return Optional.of(new BulkResult(
                        commit.epoch(),
                        head,
                        head,
                        head,
                        staged.created(),
                        staged.updated(),
                        staged.deleted(),
                        staged.unchanged()));
            }
            // A commit without changes does not meet what came in between.
            if (commit.count() == 0 && turn.head() != head) {
                return Optional.empty();
            }
            // From here on a commit may name the chunks, even if the append fails: then the sweep finds out.
            mayBeNamed = true;
            if (turn.append(commit)) {
                return Optional.of(BulkResult.of(commit, staged));
            }
            mayBeNamed = false;
            return Optional.empty();
        } finally {
            if (!mayBeNamed) {
                stage.discard();
            }
        }
    }

    private Instant now() {
        return Instant.now(clock).truncatedTo(ChronoUnit.MILLIS);
    }

    private void fill(Stage stage, AccountId account, BulkOrder order, Bulk bulk) {
        Rejections rejections = new Rejections();
        try {
            bulk.spool().forEachBatch(COMPARED_AT_ONCE, entries -> {
                Map<UUID, Revision> current = documents.findAll(
                        account, entries.stream().map(Spool.Entry::id).toList());
                for (Spool.Entry entry : entries) {
                    Revision known = current.get(entry.id());
                    if (known != null && known.type() != entry.type()) {
                        rejections.add(
                                entry.line(),
                                "/resourceId",
                                "not-allowed",
                                "the id belongs to a " + known.type().wireName());
                    } else {
                        stage.put(entry.type(), entry.id(), entry.content(), known);
                    }
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        rejections.throwIfAny();
        if (order.mode() == BulkOrder.Mode.REPLACE) {
            documents.forEach(account, known -> {
                if (known.live()
                        && order.types().contains(known.type())
                        && !bulk.named().contains(known.id())) {
                    stage.delete(known);
                }
            });
        }
    }

    private Commit commit(AccountId account, BulkOrder order, long head, Instant now, Commit.Bulk bulk) {
        Receipt receipt = new Receipt(order.mutationId(), fingerprint(), Receipt.Verdict.BULK, 0, false, false);
        return new Commit(
                account,
                head,
                sequence.epoch(),
                now,
                order.clientId(),
                traces.currentTraceparent(),
                List.of(receipt),
                List.of(),
                bulk);
    }

    private Optional<BulkResult> firstAnswer(AccountId account, BulkOrder order) {
        Receipt receipt = commits.receipts(account, List.of(order.mutationId())).get(order.mutationId());
        if (receipt == null) {
            return Optional.empty();
        }
        return Optional.of(commits.findBulk(account, order.mutationId())
                .map(commit -> BulkResult.of(commit, Objects.requireNonNull(commit.bulk())))
                .orElseThrow(() -> ProblemException.of(
                        ProblemType.MUTATION_ID_REUSED, "The mutation id was used for something else before.")));
    }

    private static void requireHead(BulkOrder order, long head) {
        if (order.expectedHead() != null && order.expectedHead() != head) {
            throw new ProblemException(Problem.of(
                            ProblemType.HEAD_MOVED,
                            "The head is " + head + ", not " + order.expectedHead() + "; nothing was written.")
                    .with("head", head));
        }
    }

    /** A bulk order is told by its id alone: its body may be a stream of any size. */
    private static Fingerprint fingerprint() {
        return Fingerprint.of("BULK");
    }
}
