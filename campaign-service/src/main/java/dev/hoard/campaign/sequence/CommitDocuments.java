package dev.hoard.campaign.sequence;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.elemMatch;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.or;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.client.result.UpdateResult;
import dev.hoard.campaign.conflict.ConflictDocuments;
import dev.hoard.campaign.document.Content;
import dev.hoard.campaign.document.ResourceType;
import dev.hoard.campaign.document.Revision;
import dev.hoard.platform.id.AccountId;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.MaxKey;
import org.bson.types.MinKey;
import org.jspecify.annotations.Nullable;

/**
 * Commits as MongoDB keeps them: {@code {_id: {u: account, s: first number}, n: count, head, epoch, at, clientId,
 * traceparent?, receipts: [{m, h, verdict, rev, created?, shown?}], changes: [{seq, type, id, prev?, mutationId?,
 * createdAt, body? or conflict?, before?, pruned?}]}}, or {@code bulk} instead of {@code changes}. A commit of receipts
 * alone takes no number: its {@code _id} is {@code {u, s: head, m: mutation}}, which sorts behind the head's commit and
 * before the next.
 */
final class CommitDocuments {

    private CommitDocuments() {}

    static Document key(AccountId account, long first) {
        return new Document("u", account.value()).append("s", first);
    }

    /** Sorts before every commit of the account. */
    static Document lowest(AccountId account) {
        return new Document("u", account.value()).append("s", new MinKey());
    }

    /** Sorts behind every commit of the account. */
    static Document highest(AccountId account) {
        return new Document("u", account.value()).append("s", new MaxKey());
    }

    static Document write(Commit commit) {
        Document document = new Document("_id", id(commit))
                .append("n", commit.count())
                .append("head", commit.head())
                .append("epoch", commit.epoch())
                .append("at", Date.from(commit.at()))
                .append("clientId", commit.clientId());
        if (commit.traceparent() != null) {
            document.append("traceparent", commit.traceparent());
        }
        if (!commit.receipts().isEmpty()) {
            document.append(
                    "receipts",
                    commit.receipts().stream().map(CommitDocuments::write).toList());
        }
        Commit.Bulk bulk = commit.bulk();
        return bulk == null
                ? document.append("changes", write(commit.changes()))
                : document.append("bulk", write(bulk));
    }

    static Commit read(Document document) {
        Document bulk = document.get("bulk", Document.class);
        return new Commit(
                account(document),
                document.getLong("head") - document.getInteger("n"),
                document.getLong("epoch"),
                document.getDate("at").toInstant(),
                document.getString("clientId"),
                document.getString("traceparent"),
                document.getList("receipts", Document.class, List.of()).stream()
                        .map(CommitDocuments::readReceipt)
                        .toList(),
                readChanges(document),
                bulk == null ? null : readBulk(bulk));
    }

    static AccountId account(Document commit) {
        return new AccountId(commit.get("_id", Document.class).get("u", UUID.class));
    }

    static List<Document> write(List<Change> changes) {
        return changes.stream().map(CommitDocuments::write).toList();
    }

    /** @param holder a commit or a chunk: both say when their changes happened */
    static List<Change> readChanges(Document holder) {
        Instant at = holder.getDate("at").toInstant();
        return holder.getList("changes", Document.class, List.of()).stream()
                .map(change -> readChange(change, at))
                .toList();
    }

    static Receipt readReceipt(Document receipt) {
        return new Receipt(
                receipt.get("m", UUID.class),
                new Fingerprint(receipt.get("h", UUID.class)),
                Receipt.Verdict.get(receipt.getString("verdict")),
                receipt.getLong("rev"),
                receipt.getBoolean("created", false),
                receipt.getBoolean("shown", false));
    }

    static Commit.Bulk readBulk(Document bulk) {
        return new Commit.Bulk(
                bulk.get("job", UUID.class),
                bulk.getInteger("chunks"),
                bulk.getInteger("created"),
                bulk.getInteger("updated"),
                bulk.getInteger("deleted"),
                bulk.getInteger("unchanged"));
    }

    private static Document id(Commit commit) {
        return commit.count() == 0
                ? key(commit.account(), commit.after())
                        .append("m", commit.receipts().getFirst().mutationId())
                : key(commit.account(), commit.first());
    }

    private static Document write(Receipt receipt) {
        Document document = new Document("m", receipt.mutationId())
                .append("h", receipt.request().bits())
                .append("verdict", receipt.verdict().wireName())
                .append("rev", receipt.rev());
        appendIfSet(document, "created", receipt.created());
        appendIfSet(document, "shown", receipt.shown());
        return document;
    }

    private static Document write(Commit.Bulk bulk) {
        return new Document("job", bulk.job())
                .append("chunks", bulk.chunks())
                .append("created", bulk.created())
                .append("updated", bulk.updated())
                .append("deleted", bulk.deleted())
                .append("unchanged", bulk.unchanged());
    }

    private static Document write(Change change) {
        Revision revision = change.revision();
        Document document = new Document("seq", change.seq())
                .append("type", revision.type().wireName())
                .append("id", revision.id());
        if (change.previous() != 0) {
            document.append("prev", change.previous());
        }
        appendIfPresent(document, "mutationId", change.mutationId());
        if (change.conflict() != null) {
            document.append("conflict", ConflictDocuments.write(change.conflict()));
        }
        document.append("createdAt", Date.from(revision.createdAt()));
        appendIfPresent(document, "body", textOf(revision.content()));
        appendIfPresent(document, "before", textOf(change.before()));
        return document;
    }

    private static Change readChange(Document change, Instant at) {
        long previous = change.get("prev", 0L);
        UUID mutationId = change.get("mutationId", UUID.class);
        Document conflict = change.get("conflict", Document.class);
        if (conflict != null) {
            return Change.of(ConflictDocuments.read(conflict), previous, mutationId);
        }
        String body = change.getString("body");
        Revision revision = new Revision(
                change.get("id", UUID.class),
                ResourceType.get(change.getString("type")),
                change.getLong("seq"),
                change.getDate("createdAt").toInstant(),
                at,
                body == null ? null : Content.stored(body));
        String before = change.getString("before");
        return new Change(
                revision,
                previous,
                mutationId,
                null,
                before == null ? null : Content.stored(before),
                !change.getBoolean("pruned", false));
    }

    private static @Nullable String textOf(@Nullable Content content) {
        return content == null ? null : content.text();
    }

    /** Makes the index by which {@link #findSuperseded} finds; few changes are in it. */
    static void prepareSuperseded(MongoCollection<Document> holders) {
        holders.createIndex(
                Indexes.ascending("_id.u", "changes.prev"),
                new IndexOptions().partialFilterExpression(exists("changes.before")));
    }

    /** What a document had at a number, by the change that superseded it. */
    static Optional<Content> findSuperseded(MongoCollection<Document> holders, AccountId account, long rev) {
        Bson superseding = elemMatch("changes", and(eq("prev", rev), exists("before")));
        return Optional.ofNullable(holders.find(
                                and(eq("_id.u", account.value()), superseding, exists("changes.before")))
                        .projection(Projections.fields(
                                Projections.include("at"),
                                Projections.elemMatch("changes", and(eq("prev", rev), exists("before")))))
                        .first())
                .flatMap(holder -> readChanges(holder).stream().findFirst())
                .map(Change::before);
    }

    /**
     * Takes out what changes left behind, and what was there before them. What is left says which document changed when and
     * by which mutation: enough for receipts, for the way back in time, and to go on counting.
     */
    static UpdateResult prune(MongoCollection<Document> holders, Bson which) {
        Bson left = or(exists("c.body"), exists("c.conflict"));
        Bson superseded = exists("b.before");
        return holders.updateMany(
                which,
                Updates.combine(
                        Updates.unset("changes.$[c].body"),
                        Updates.unset("changes.$[c].conflict"),
                        Updates.set("changes.$[c].pruned", true),
                        Updates.unset("changes.$[b].before")),
                new UpdateOptions().arrayFilters(List.of(left, superseded)));
    }

    private static void appendIfSet(Document document, String field, boolean flag) {
        if (flag) {
            document.append(field, true);
        }
    }

    private static void appendIfPresent(Document document, String field, @Nullable Object value) {
        if (value != null) {
            document.append(field, value);
        }
    }
}
