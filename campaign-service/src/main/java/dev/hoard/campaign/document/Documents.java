package dev.hoard.campaign.document;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Filters.ne;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.WriteModel;
import dev.hoard.platform.id.AccountId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * The latest state of every document, tombstones included: {@code {_id: {u: account, i: id}, t: type, rev, createdAt,
 * updatedAt, deletedAt?, body?, name?, status?, isTemplate?}}. A view of the commits, which alone decide.
 */
public final class Documents {

    private static final int PAGE = 500;
    /** A list ends early rather than fill the memory. */
    private static final int MOST_BYTES = 8 * 1024 * 1024;

    private static final ReplaceOptions UPSERT = new ReplaceOptions().upsert(true);
    private static final BulkWriteOptions UNORDERED = new BulkWriteOptions().ordered(false);

    private final MongoCollection<Document> documents;

    public Documents(MongoDatabase database) {
        this.documents = database.getCollection("documents");
    }

    /** Makes the indexes: the purge finds tombstones; lists and snapshots walk by type and id, filters of DATA-1 and imports find the few they need. */
    public void prepare() {
        documents.createIndex(Indexes.ascending("_id.u", "t", "_id.i"));
        documents.createIndex(Indexes.ascending("deletedAt"), new IndexOptions().sparse(true));
        documents.createIndex(
                Indexes.ascending("_id.u", "status", "_id.i"),
                new IndexOptions().partialFilterExpression(exists("status")));
        documents.createIndex(
                Indexes.ascending("_id.u", "isTemplate", "_id.i"),
                new IndexOptions().partialFilterExpression(exists("isTemplate")));
    }

    /** Accounts with tombstones older than an instant, each with the highest number among those. */
    public Map<AccountId, Long> expiredTombstones(Instant before) {
        Map<AccountId, Long> expired = new HashMap<>();
        documents
                .aggregate(List.of(
                        Aggregates.match(lt("deletedAt", Date.from(before))),
                        Aggregates.group("$_id.u", Accumulators.max("rev", "$rev"))))
                .forEach(each -> expired.put(new AccountId(each.get("_id", UUID.class)), each.getLong("rev")));
        return expired;
    }

    /** Forgets the account's tombstones with numbers up to this one. */
    public long deleteTombstones(AccountId account, long upTo) {
        return documents
                .deleteMany(and(eq("_id.u", account.value()), exists("deletedAt"), lte("rev", upTo)))
                .getDeletedCount();
    }

    /** The document's latest state, a tombstone too. */
    public Optional<Revision> find(AccountId account, UUID id) {
        return Optional.ofNullable(documents.find(eq("_id", key(account, id))).first())
                .map(Documents::revision);
    }

    /** The latest states of those that exist, tombstones too. */
    public Map<UUID, Revision> findAll(AccountId account, Collection<UUID> ids) {
        Map<UUID, Revision> found = HashMap.newHashMap(ids.size());
        List<Document> keys = ids.stream().map(id -> key(account, id)).toList();
        Bson filter = keys.size() == 1 ? eq("_id", keys.getFirst()) : in("_id", keys);
        for (Document each : documents.find(filter).batchSize(PAGE)) {
            Revision revision = revision(each);
            found.put(revision.id(), revision);
        }
        return found;
    }

    /** Live documents of one type by id, those after {@code after} that pass the filter, at most {@code limit}. */
    public Run list(AccountId account, ResourceType type, Filter filter, Optional<UUID> after, int limit) {
        List<Bson> conditions = new ArrayList<>();
        conditions.add(eq("_id.u", account.value()));
        conditions.add(eq("t", type.wireName()));
        conditions.add(exists("deletedAt", false));
        after.ifPresent(id -> conditions.add(gt("_id.i", id)));
        filter.status().ifPresent(status -> conditions.add(eq("status", status)));
        filter.isTemplate()
                .ifPresent(wanted -> conditions.add(wanted ? eq("isTemplate", true) : ne("isTemplate", true)));
        filter.updatedAfter().ifPresent(instant -> conditions.add(gt("updatedAt", Date.from(instant))));
        filter.namePrefix().map(Content.Facets::fold).ifPresent(prefix -> {
            conditions.add(gte("name", prefix));
            conditions.add(lt("name", prefix + Character.toString(Character.MAX_CODE_POINT)));
        });
        List<Revision> found = new ArrayList<>();
        int bytes = 0;
        try (MongoCursor<Document> cursor = documents
                .find(and(conditions))
                .sort(Sorts.ascending("_id.i"))
                .limit(limit + 1)
                .batchSize(limit + 1)
                .cursor()) {
            while (cursor.hasNext() && found.size() < limit && bytes < MOST_BYTES) {
                Revision next = revision(cursor.next());
                found.add(next);
                bytes += next.bytes();
            }
            return new Run(found, cursor.hasNext());
        }
    }

    /**
     * Documents that follow each other.
     *
     * @param more whether there are others behind them
     */
    public record Run(List<Revision> documents, boolean more) {}

    /** Hands over every document of an account, tombstones too, by type and id, each once although writes go on. */
    public void forEach(AccountId account, Consumer<Revision> consumer) {
        try (MongoCursor<Document> cursor = documents
                .find(eq("_id.u", account.value()))
                .sort(Sorts.ascending("t", "_id.i"))
                .hintString("_id.u_1_t_1__id.i_1")
                .batchSize(PAGE)
                .cursor()) {
            cursor.forEachRemaining(each -> consumer.accept(revision(each)));
        }
    }

    /**
     * Brings accounts' documents to these revisions, except where the view is already at a later one. Safe to repeat and
     * safe against others who do the same.
     *
     * @param revisions at most one a document
     */
    public void rollForward(Map<AccountId, Collection<Revision>> revisions) {
        List<Latest> inOrder = revisions.entrySet().stream()
                .flatMap(each -> each.getValue().stream().map(revision -> new Latest(each.getKey(), revision)))
                .toList();
        if (inOrder.isEmpty()) {
            return;
        }
        // What failed met its own id: the document is further on, or somebody inserted an older state just now. The
        // second try finds it there and decides by its number.
        List<Latest> met = write(inOrder, Documents::insertIfNew).stream()
                .map(inOrder::get)
                .toList();
        if (!met.isEmpty()) {
            write(met, Documents::replaceIfOlder);
        }
    }

    private record Latest(AccountId account, Revision revision) {}

    /** Gives the indexes of those whose document was already there, or already further on. */
    private List<Integer> write(List<Latest> revisions, Step step) {
        try {
            documents.bulkWrite(
                    revisions.stream()
                            .map(each ->
                                    step.of(key(each.account(), each.revision().id()), each.revision()))
                            .toList(),
                    UNORDERED);
            return List.of();
        } catch (MongoBulkWriteException e) {
            WriteConcerns.requireMet(e);
            boolean onlyThere =
                    e.getWriteErrors().stream().allMatch(error -> error.getCategory() == ErrorCategory.DUPLICATE_KEY);
            if (!onlyThere) {
                throw e;
            }
            return e.getWriteErrors().stream().map(BulkWriteError::getIndex).toList();
        }
    }

    /** How a document gets to a revision. */
    @FunctionalInterface
    private interface Step {
        WriteModel<Document> of(Document key, Revision revision);
    }

    /** A first revision is inserted, which costs half of an upsert; should the document be there, the insert fails. */
    private static WriteModel<Document> insertIfNew(Document key, Revision revision) {
        return isNew(revision) ? new InsertOneModel<>(document(key, revision)) : replaceIfOlder(key, revision);
    }

    /** A document that is already further on does not match, and its upsert fails at its own id. */
    private static WriteModel<Document> replaceIfOlder(Document key, Revision revision) {
        return new ReplaceOneModel<>(and(eq("_id", key), lt("rev", revision.rev())), document(key, revision), UPSERT);
    }

    /** Surely so for a first revision; a later one of the same millisecond only costs another try. */
    private static boolean isNew(Revision revision) {
        return revision.createdAt().equals(revision.updatedAt());
    }

    private static Document key(AccountId account, UUID id) {
        return new Document("u", account.value()).append("i", id);
    }

    private static Document document(Document key, Revision revision) {
        Document document = new Document("_id", key)
                .append("t", revision.type().wireName())
                .append("rev", revision.rev())
                .append("createdAt", Date.from(revision.createdAt()))
                .append("updatedAt", Date.from(revision.updatedAt()));
        Content content = revision.content();
        if (content == null) {
            return document.append("deletedAt", Date.from(revision.updatedAt()));
        }
        Content.Facets facets = content.facets();
        document.append("body", content.text());
        appendIfPresent(document, "name", facets.name());
        appendIfPresent(document, "status", facets.status());
        appendIfPresent(document, "isTemplate", facets.isTemplate());
        return document;
    }

    private static void appendIfPresent(Document document, String field, @Nullable Object value) {
        if (value != null) {
            document.append(field, value);
        }
    }

    private static Revision revision(Document document) {
        String body = document.getString("body");
        return new Revision(
                document.get("_id", Document.class).get("i", UUID.class),
                ResourceType.get(document.getString("t")),
                document.getLong("rev"),
                document.getDate("createdAt").toInstant(),
                document.getDate("updatedAt").toInstant(),
                body == null ? null : Content.stored(body));
    }

    /** What a list shows; empty means any. */
    public record Filter(
            Optional<String> status,
            Optional<Boolean> isTemplate,
            Optional<Instant> updatedAfter,
            Optional<String> namePrefix) {}
}
