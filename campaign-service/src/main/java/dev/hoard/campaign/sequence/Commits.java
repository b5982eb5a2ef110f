package dev.hoard.campaign.sequence;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.lte;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoWriteException;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import dev.hoard.campaign.document.Content;
import dev.hoard.campaign.document.WriteConcerns;
import dev.hoard.platform.id.AccountId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.bson.Document;

/** The commits of all accounts; {@link CommitDocuments} says how they look. Nothing here is ever changed but for what is pruned. */
public final class Commits {

    private static final InsertManyOptions EACH_FOR_ITSELF = new InsertManyOptions().ordered(false);

    private final MongoCollection<Document> commits;
    private final Chunks chunks;

    public Commits(MongoDatabase database, Chunks chunks) {
        this.commits = database.getCollection("commits");
        this.chunks = chunks;
    }

    /** The collection itself, for the relay that tails it. */
    MongoCollection<Document> collection() {
        return commits;
    }

    /**
     * Makes the indexes: receipts by mutation, each at most once; recent commits for relay, sweep and heads; what old revisions
     * had.
     */
    public void prepare() {
        commits.createIndex(
                Indexes.ascending("_id.u", "receipts.m"),
                new IndexOptions().unique(true).partialFilterExpression(exists("receipts.m")));
        commits.createIndex(Indexes.ascending("at", "_id"));
        CommitDocuments.prepareSuperseded(commits);
    }

    /** What became of a commit that was to be inserted. */
    sealed interface Insertion {
        /** It is in. */
        record Done() implements Insertion {}

        /** The head is no longer where it was decided, or one of its mutations was decided elsewhere: decide again. */
        record Beaten() implements Insertion {}

        /** It is not in, for a reason of the database's. */
        record Failed(RuntimeException cause) implements Insertion {}
    }

    /**
     * Adds commits of different accounts, each for itself. The insert is the commit: before it nothing has happened, after
     * it everything has.
     *
     * @return what became of each, in order; an exception says that this is not known of any
     */
    List<Insertion> insert(List<Commit> group) {
        List<Insertion> insertions = new ArrayList<>(Collections.nCopies(group.size(), new Insertion.Done()));
        try {
            commits.insertMany(group.stream().map(CommitDocuments::write).toList(), EACH_FOR_ITSELF);
        } catch (MongoBulkWriteException e) {
            WriteConcerns.requireMet(e);
            e.getWriteErrors().forEach(error -> insertions.set(error.getIndex(), insertion(error, e)));
        }
        return insertions;
    }

    private static Insertion insertion(BulkWriteError error, MongoBulkWriteException e) {
        return error.getCategory() == ErrorCategory.DUPLICATE_KEY
                ? new Insertion.Beaten()
                : new Insertion.Failed(new MongoWriteException(error, e.getServerAddress(), e.getErrorLabels()));
    }

    /** The number of the account's last change, 0 before the first. */
    public long head(AccountId account) {
        Document last = commits.find(
                        and(gt("_id", CommitDocuments.lowest(account)), lt("_id", CommitDocuments.highest(account))))
                .sort(Sorts.descending("_id"))
                .limit(1)
                .projection(Projections.include("head"))
                .first();
        return last == null ? 0 : last.getLong("head");
    }

    /** The receipts of those mutations that were decided. */
    public Map<UUID, Receipt> receipts(AccountId account, Collection<UUID> mutationIds) {
        Map<UUID, Receipt> found = new HashMap<>();
        if (mutationIds.isEmpty()) {
            return found;
        }
        for (Document commit : commits.find(and(eq("_id.u", account.value()), in("receipts.m", mutationIds)))
                .projection(Projections.include("receipts"))) {
            for (Document each : commit.getList("receipts", Document.class)) {
                Receipt receipt = CommitDocuments.readReceipt(each);
                found.put(receipt.mutationId(), receipt);
            }
        }
        return found;
    }

    /** The bulk commit that a mutation was decided in. */
    public Optional<Commit> findBulk(AccountId account, UUID mutationId) {
        return Optional.ofNullable(
                        commits.find(and(eq("_id.u", account.value()), eq("receipts.m", mutationId), exists("bulk")))
                                .first())
                .map(CommitDocuments::read);
    }

    /** Hands over the commits that take numbers after {@code after}, in order, until the consumer has enough. */
    public void forEachAfter(AccountId account, long after, Predicate<Commit> wantsMore) {
        // The first may have begun at or before "after" and reach beyond it.
        long start = findHolding(account, after + 1)
                .map(commit -> commit.get("_id", Document.class).getLong("s"))
                .orElse(after + 1);
        try (MongoCursor<Document> cursor = commits.find(and(
                        gte("_id", CommitDocuments.key(account, start)),
                        lt("_id", CommitDocuments.highest(account)),
                        gt("n", 0)))
                .sort(Sorts.ascending("_id"))
                .cursor()) {
            boolean more = true;
            while (more && cursor.hasNext()) {
                more = wantsMore.test(CommitDocuments.read(cursor.next()));
            }
        }
    }

    /** Hands over the changes of a commit in order, until the consumer has enough. */
    public boolean forEachChange(Commit commit, Predicate<Change> wantsMore) {
        if (commit.bulk() != null) {
            return chunks.forEachChange(commit, wantsMore);
        }
        for (Change change : commit.changes()) {
            if (!wantsMore.test(change)) {
                return false;
            }
        }
        return true;
    }

    /** The change with this number, also where what it left behind is not kept any more. */
    Optional<Change> findStep(AccountId account, long seq) {
        return findHolding(account, seq)
                .flatMap(commit -> commit.containsKey("bulk")
                        ? chunks.findChange(commit, seq)
                        : CommitDocuments.readChanges(commit).stream().findFirst());
    }

    /** What a document had at a number, where the change that superseded it keeps it. */
    Optional<Content> findSuperseded(AccountId account, long rev) {
        return CommitDocuments.findSuperseded(commits, account, rev).or(() -> chunks.findSuperseded(account, rev));
    }

    /** The head after the last of the commits behind {@code after} and up to {@code most} that are older than an instant. */
    long lastBefore(AccountId account, long after, long most, Instant horizon) {
        long last = after;
        try (MongoCursor<Document> cursor = commits.find(and(
                        gt("_id", CommitDocuments.key(account, after)), lt("_id", CommitDocuments.highest(account))))
                .sort(Sorts.ascending("_id"))
                .projection(Projections.include("head", "at"))
                .cursor()) {
            while (cursor.hasNext()) {
                Document commit = cursor.next();
                boolean old = commit.getDate("at").toInstant().isBefore(horizon);
                if (commit.getLong("head") > most && !old) {
                    break;
                }
                last = commit.getLong("head");
            }
        }
        return last;
    }

    /** Takes out what the changes with numbers in {@code (after, upTo]} left behind. */
    void prune(AccountId account, long after, long upTo) {
        CommitDocuments.prune(
                commits,
                and(
                        gt("_id", CommitDocuments.key(account, after)),
                        lte("_id", CommitDocuments.key(account, upTo)),
                        exists("changes")));
        chunks.prune(account, after, upTo);
    }

    /** Accounts with a commit in {@code [from, to)}, each with the highest head those commits reached. */
    public Map<AccountId, Long> heads(Instant from, Instant to) {
        Map<AccountId, Long> heads = new HashMap<>();
        commits.aggregate(List.of(
                        Aggregates.match(and(gte("at", Date.from(from)), lt("at", Date.from(to)))),
                        Aggregates.group("$_id.u", Accumulators.max("head", "$head"))))
                .forEach(each -> heads.put(new AccountId(each.get("_id", UUID.class)), each.getLong("head")));
        return heads;
    }

    /** The commit that took a number, with that one change only, or with the way to the chunk that holds it. */
    private Optional<Document> findHolding(AccountId account, long seq) {
        return Optional.ofNullable(commits.find(and(
                                gt("_id", CommitDocuments.lowest(account)),
                                lte("_id", CommitDocuments.key(account, seq)),
                                gt("n", 0)))
                        .sort(Sorts.descending("_id"))
                        .limit(1)
                        .projection(Projections.fields(
                                Projections.include("head", "at", "bulk"),
                                Projections.elemMatch("changes", eq("seq", seq))))
                        .first())
                .filter(commit -> commit.getLong("head") >= seq);
    }

    /** Whether a commit names these chunks. */
    boolean names(AccountId account, long first, UUID job) {
        return commits.countDocuments(and(eq("_id", CommitDocuments.key(account, first)), eq("bulk.job", job))) > 0;
    }
}
