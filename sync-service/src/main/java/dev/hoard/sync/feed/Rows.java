package dev.hoard.sync.feed;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.WriteModel;
import dev.hoard.platform.id.AccountId;
import dev.hoard.sync.change.Change;
import dev.hoard.sync.change.DocumentKey;
import dev.hoard.sync.page.TypeFilter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.springframework.stereotype.Component;

/**
 * The rows of all feeds, collection {@code feed}:
 * {@code {_id: {u: account, t: type, i: id}, g: generation, seq, at: updatedAt, text: the change as clients get it}}.
 */
@Component
final class Rows {

    private static final String ACCOUNT = "_id.u";
    private static final String TYPE = "_id.t";
    private static final String GENERATION = "g";
    private static final String SEQ = "seq";
    private static final String AT = "at";
    private static final String TEXT = "text";

    private static final ReplaceOptions UPSERT = new ReplaceOptions().upsert(true);

    private final MongoCollection<Document> rows;

    Rows(MongoDatabase database) {
        rows = database.getCollection("feed");
        rows.createIndex(Indexes.ascending(ACCOUNT, GENERATION, SEQ));
    }

    /** Writes the steps' rows. A row that shows a later state, or belongs to a later generation, stays. */
    void write(List<Advance> steps) {
        List<WriteModel<Document>> upserts = new ArrayList<>();
        for (Advance step : steps) {
            step.changes().forEach(change -> upserts.add(upsert(step.position(), change)));
        }
        BulkWrites.upsert(rows, upserts);
    }

    private static WriteModel<Document> upsert(Position position, Change change) {
        Document id = new Document("u", position.account().value())
                .append("t", change.document().type())
                .append("i", change.document().id());
        Bson older = Filters.or(
                Filters.lt(GENERATION, position.generation()),
                Filters.and(Filters.eq(GENERATION, position.generation()), Filters.lt(SEQ, change.seq())));
        Document row = new Document("_id", id)
                .append(GENERATION, position.generation())
                .append(SEQ, change.seq())
                .append(AT, Date.from(change.updatedAt()))
                .append(TEXT, change.text());
        return new ReplaceOneModel<>(Filters.and(Filters.eq("_id", id), older), row, UPSERT);
    }

    /**
     * Shows the rows in {@code (from, position]} ascending, until the reader has enough.
     *
     * @param expected about how many rows the reader will take
     * @param reader answers false to see no more
     */
    void scan(Position position, long from, TypeFilter types, int expected, Predicate<Change> reader) {
        Bson filter = shown(position, from);
        if (!types.names().isEmpty()) {
            filter = Filters.and(filter, Filters.in(TYPE, types.names()));
        }
        try (MongoCursor<Document> cursor = rows.find(filter)
                .sort(Sorts.ascending(SEQ))
                .limit(expected)
                .batchSize(expected)
                .cursor()) {
            boolean more = true;
            while (more && cursor.hasNext()) {
                more = reader.test(change(cursor.next()));
            }
        }
    }

    /** The lowest number among the rows that changed at or after {@code instant}. */
    OptionalLong findFirstSince(Position position, Instant instant) {
        Document first = rows.find(Filters.and(shown(position, 0), Filters.gte(AT, Date.from(instant))))
                .sort(Sorts.ascending(SEQ))
                .projection(Projections.include(SEQ))
                .first();
        return first == null ? OptionalLong.empty() : OptionalLong.of(first.getLong(SEQ));
    }

    void deleteOlderThan(AccountId account, long generation) {
        rows.deleteMany(Filters.and(Filters.eq(ACCOUNT, account.value()), Filters.lt(GENERATION, generation)));
    }

    private static Bson shown(Position position, long from) {
        return Filters.and(
                Filters.eq(ACCOUNT, position.account().value()),
                Filters.eq(GENERATION, position.generation()),
                Filters.gt(SEQ, from),
                Filters.lte(SEQ, position.seq()));
    }

    private static Change change(Document row) {
        Document id = row.get("_id", Document.class);
        return new Change(
                new DocumentKey(id.getString("t"), id.getString("i")),
                row.getLong(SEQ),
                row.getDate(AT).toInstant(),
                row.getString(TEXT));
    }
}
