package dev.hoard.campaign.conflict;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.lt;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Sorts;
import dev.hoard.platform.id.AccountId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * The latest state of every conflict: {@code {_id: {u: account, i: id}, …}}, the rest as {@link ConflictDocuments} has it.
 * A view of the commits, which alone decide.
 */
public final class Conflicts {

    private static final String RESOLVED_AT = "resolvedAt";
    /** Each may hold four documents. */
    private static final int BATCH = 20;

    private final MongoCollection<Document> conflicts;

    public Conflicts(MongoDatabase database) {
        this.conflicts = database.getCollection("conflicts");
    }

    /** Makes the indexes: lists go by number, the purge by the time of resolution. */
    public void prepare() {
        conflicts.createIndex(Indexes.ascending("_id.u", "opened"));
        conflicts.createIndex(Indexes.ascending(RESOLVED_AT), new IndexOptions().sparse(true));
    }

    public Optional<ConflictRecord> find(AccountId account, UUID id) {
        return Optional.ofNullable(conflicts.find(eq("_id", key(account, id))).first())
                .map(ConflictDocuments::read);
    }

    /**
     * Conflicts in the order they were opened, by their names alone: without what the sides have.
     *
     * @param resolved which ones; empty for all
     * @param after the opening of the last one seen
     */
    public List<ConflictRecord> list(AccountId account, Optional<Boolean> resolved, long after, int limit) {
        List<Bson> conditions = new ArrayList<>(List.of(eq("_id.u", account.value()), gt("opened", after)));
        resolved.ifPresent(wanted -> conditions.add(exists(RESOLVED_AT, wanted)));
        return conflicts
                .find(and(conditions))
                .sort(Sorts.ascending("opened"))
                .limit(limit)
                .projection(Projections.exclude("base", "mine", "theirs", "outcome"))
                .map(ConflictDocuments::read)
                .into(new ArrayList<>());
    }

    /** Hands over all conflicts of an account, whole, in the order they were opened. */
    public void forEach(AccountId account, Consumer<ConflictRecord> consumer) {
        conflicts
                .find(eq("_id.u", account.value()))
                .sort(Sorts.ascending("opened"))
                .batchSize(BATCH)
                .map(ConflictDocuments::read)
                .forEach(consumer);
    }

    /** Brings conflicts to these states, except where the view is further on. Safe to repeat. */
    public void rollForward(AccountId account, Collection<ConflictRecord> records) {
        for (ConflictRecord each : records) {
            Document key = key(account, each.id());
            Document document = new Document("_id", key);
            document.putAll(ConflictDocuments.write(each));
            try {
                conflicts.replaceOne(
                        and(eq("_id", key), lt("rev", each.rev())), document, new ReplaceOptions().upsert(true));
            } catch (MongoWriteException e) {
                // The upsert met its own id: the view is already there, or further on.
                if (e.getError().getCategory() != ErrorCategory.DUPLICATE_KEY) {
                    throw e;
                }
            }
        }
    }

    /** Forgets what was resolved before an instant. */
    public long deleteResolvedBefore(Instant instant) {
        return conflicts.deleteMany(lt(RESOLVED_AT, Date.from(instant))).getDeletedCount();
    }

    private static Document key(AccountId account, UUID id) {
        return new Document("u", account.value()).append("i", id);
    }
}
