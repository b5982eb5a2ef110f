package dev.hoard.campaign.sequence;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.lte;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Updates;
import dev.hoard.campaign.document.Content;
import dev.hoard.platform.id.AccountId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * The changes of bulk commits: {@code {_id: {u: account, s: the commit's first number, job, k: index}, first, last, at,
 * staged?, changes: […]}}. They are staged before the commit and count for nothing until a commit names their job.
 */
public final class Chunks {

    private static final String STAGED = "staged";

    private final MongoCollection<Document> chunks;

    public Chunks(MongoDatabase database) {
        this.chunks = database.getCollection("commit_chunks");
    }

    public void prepare() {
        chunks.createIndex(Indexes.ascending(STAGED), new IndexOptions().sparse(true));
        CommitDocuments.prepareSuperseded(chunks);
    }

    /**
     * Puts changes aside for a bulk commit.
     *
     * @param after the head the bulk commit is decided on
     */
    public void stage(AccountId account, long after, UUID job, int index, Instant at, List<Change> changes) {
        chunks.insertOne(new Document("_id", id(account, after, job, index))
                .append("first", changes.getFirst().seq())
                .append("last", changes.getLast().seq())
                .append("at", Date.from(at))
                .append(STAGED, Date.from(at))
                .append("changes", CommitDocuments.write(changes)));
    }

    /** Forgets what was staged for a commit that did not come to be. */
    public void discard(AccountId account, long after, UUID job) {
        chunks.deleteMany(ofJob(account, after, job));
    }

    /** The commit is in: its chunks are no longer candidates for the sweep. */
    void settle(Commit commit, Commit.Bulk bulk) {
        chunks.updateMany(ofJob(commit.account(), commit.after(), bulk.job()), Updates.unset(STAGED));
    }

    /** Chunks staged before an instant that are not known to belong to a commit. */
    List<Staged> stagedBefore(Instant instant) {
        List<Staged> found = new ArrayList<>();
        chunks.find(lt(STAGED, Date.from(instant)))
                .projection(Projections.include("_id"))
                .map(chunk -> chunk.get("_id", Document.class))
                .map(id -> new Staged(
                        new AccountId(id.get("u", UUID.class)), id.getLong("s") - 1, id.get("job", UUID.class)))
                .into(found);
        return found.stream().distinct().toList();
    }

    boolean forEachChange(Commit commit, Predicate<Change> wantsMore) {
        Commit.Bulk bulk = commit.bulk();
        for (int index = 0; bulk != null && index < bulk.chunks(); index++) {
            Document chunk = chunks.find(eq("_id", id(commit.account(), commit.after(), bulk.job(), index)))
                    .first();
            if (chunk == null) {
                throw new IllegalStateException("chunk " + index + " of bulk commit " + bulk.job() + " is missing");
            }
            for (Change change : CommitDocuments.readChanges(chunk)) {
                if (!wantsMore.test(change)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** @param commit the document of a bulk commit */
    Optional<Change> findChange(Document commit, long seq) {
        Document id = commit.get("_id", Document.class);
        UUID job = commit.get("bulk", Document.class).get("job", UUID.class);
        Document chunk = chunks.find(and(
                        ofJob(CommitDocuments.account(commit), id.getLong("s") - 1, job),
                        lte("first", seq),
                        gte("last", seq)))
                .projection(
                        Projections.fields(Projections.include("at"), Projections.elemMatch("changes", eq("seq", seq))))
                .first();
        return chunk == null
                ? Optional.empty()
                : CommitDocuments.readChanges(chunk).stream().findFirst();
    }

    /** What a document had at a number; it had that, even if nothing came of the commit that this was staged for. */
    Optional<Content> findSuperseded(AccountId account, long rev) {
        return CommitDocuments.findSuperseded(chunks, account, rev);
    }

    void prune(AccountId account, long after, long upTo) {
        CommitDocuments.prune(
                chunks,
                and(
                        gt("_id", CommitDocuments.key(account, after)),
                        lt("_id", CommitDocuments.key(account, upTo + 1)),
                        gt("first", after),
                        lte("last", upTo)));
    }

    private static Document id(AccountId account, long after, UUID job, int index) {
        return CommitDocuments.key(account, after + 1).append("job", job).append("k", index);
    }

    private static Bson ofJob(AccountId account, long after, UUID job) {
        return and(gte("_id", id(account, after, job, 0)), lte("_id", id(account, after, job, Integer.MAX_VALUE)));
    }

    /** The chunks of one job. */
    record Staged(AccountId account, long after, UUID job) {}
}
