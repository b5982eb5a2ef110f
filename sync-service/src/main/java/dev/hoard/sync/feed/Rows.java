package dev.hoard.sync.feed;

import com.mongodb.client.ClientSession;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.WriteModel;
import dev.hoard.platform.id.AccountId;
import dev.hoard.sync.change.Change;
import dev.hoard.sync.change.DocumentKey;
import dev.hoard.sync.change.Mark;
import dev.hoard.sync.page.TypeFilter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.springframework.stereotype.Component;

/**
 * The rows of all feeds, collection {@code feed}:
 * {@code {_id: {u: account, g: generation, t: type, i: id}, seq, m: mark, at: updatedAt, text: the change as clients
 * get it}}. Generations stand beside each other, so that one can be built while another is shown.
 *
 * <p>The one index gives pages their order, lets a filter pass over types unread, and holds all that a digest needs.
 */
@Component
final class Rows {

    private static final String ID = "_id";
    private static final String ACCOUNT = "_id.u";
    private static final String GENERATION = "_id.g";
    private static final String TYPE = "_id.t";
    private static final String DOCUMENT = "_id.i";
    private static final String SEQ = "seq";
    private static final String MARK = "m";
    private static final String AT = "at";
    private static final String TEXT = "text";

    private static final Bson INDEX = Indexes.ascending(ACCOUNT, GENERATION, SEQ, TYPE, DOCUMENT, MARK);
    private static final Bson OPEN = Filters.eq(MARK, Mark.OPEN.name());
    private static final ReplaceOptions UPSERT = new ReplaceOptions().upsert(true);
    private static final int KEYS_A_BATCH = 20_000;

    private final MongoCollection<Document> rows;

    Rows(MongoDatabase database) {
        rows = database.getCollection("feed");
        rows.createIndex(INDEX);
        rows.createIndex(
                Indexes.ascending(ACCOUNT), new IndexOptions().name("open").partialFilterExpression(OPEN));
    }

    /** Writes the steps' rows. A row that shows a later state stays. */
    void write(List<Advance> steps) {
        List<WriteModel<Document>> upserts = new ArrayList<>();
        for (Advance step : steps) {
            step.changes().forEach(change -> upserts.add(upsert(step.position(), change)));
        }
        BulkWrites.upsert(rows, upserts);
    }

    private static WriteModel<Document> upsert(Position position, Change change) {
        Document id = id(position, change.document());
        Document row = new Document(ID, id)
                .append(SEQ, change.seq())
                .append(MARK, change.mark().name())
                .append(AT, Date.from(change.updatedAt()))
                .append(TEXT, change.text());
        return new ReplaceOneModel<>(Filters.and(Filters.eq(ID, id), Filters.lt(SEQ, change.seq())), row, UPSERT);
    }

    /**
     * Shows the rows in {@code (from, position]} ascending, until the reader has enough.
     *
     * @param expected about how many rows the reader will take
     * @param reader answers false to see no more
     */
    void scan(Position position, long from, TypeFilter types, int expected, Predicate<Change> reader) {
        try (MongoCursor<Document> cursor = rows.find(Filters.and(shown(position, from), of(types)))
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

    /** Whether rows have been written above the position, which then has still to follow them. */
    boolean areAhead(ClientSession instant, Position position) {
        return rows.find(
                                instant,
                                Filters.and(
                                        Filters.eq(ACCOUNT, position.account().value()),
                                        Filters.eq(GENERATION, position.generation()),
                                        Filters.gt(SEQ, position.seq())))
                        .projection(Projections.include(SEQ))
                        .first()
                != null;
    }

    /**
     * Shows the keys of the living documents in {@code (from, position]}, ascending by number, from the index alone.
     *
     * @param reader answers false to see no more
     */
    void scanKeys(ClientSession instant, Position position, long from, TypeFilter types, Predicate<RowKey> reader) {
        readKeys(
                rows.find(instant, Filters.and(living(position, from), of(types)))
                        .hint(INDEX),
                reader);
    }

    /** The same of these documents only. */
    void findKeys(
            ClientSession instant,
            Position position,
            long from,
            Collection<DocumentKey> documents,
            Predicate<RowKey> reader) {
        readKeys(
                rows.find(instant, Filters.and(Filters.in(ID, ids(position, documents)), living(position, from))),
                reader);
    }

    private static void readKeys(FindIterable<Document> found, Predicate<RowKey> reader) {
        FindIterable<Document> keys = found.projection(Projections.include(TYPE, DOCUMENT, SEQ))
                .sort(Sorts.ascending(SEQ))
                .batchSize(KEYS_A_BATCH);
        try (MongoCursor<Document> cursor = keys.cursor()) {
            boolean more = true;
            while (more && cursor.hasNext()) {
                Document row = cursor.next();
                more = reader.test(new RowKey(key(row), row.getLong(SEQ)));
            }
        }
    }

    /** The rows of these documents up to the position, ascending; what has been deleted is left out. */
    List<Change> list(ClientSession instant, Position position, Collection<DocumentKey> documents) {
        return rows
                .find(instant, Filters.and(Filters.in(ID, ids(position, documents)), living(position, 0)))
                .map(Rows::change)
                .into(new ArrayList<>())
                .stream()
                .sorted((one, other) -> Long.compare(one.seq(), other.seq()))
                .toList();
    }

    /** How many conflicts are open. */
    long countOpen(Position position) {
        return rows.countDocuments(Filters.and(shown(position, 0), OPEN), new CountOptions().hintString("open"));
    }

    /** Deletes the tombstones at or below the position's floor. */
    void deleteTombstones(Position position) {
        rows.deleteMany(Filters.and(
                shown(position, 0), Filters.lte(SEQ, position.floor()), Filters.eq(MARK, Mark.DELETED.name())));
    }

    /** Deletes all but the generations from this one on. */
    void deleteOlderThan(AccountId account, long generation) {
        rows.deleteMany(Filters.and(Filters.eq(ACCOUNT, account.value()), Filters.lt(GENERATION, generation)));
    }

    /** Deletes one generation. */
    void delete(AccountId account, long generation) {
        rows.deleteMany(Filters.and(Filters.eq(ACCOUNT, account.value()), Filters.eq(GENERATION, generation)));
    }

    private static Bson shown(Position position, long from) {
        return Filters.and(
                Filters.eq(ACCOUNT, position.account().value()),
                Filters.eq(GENERATION, position.generation()),
                Filters.gt(SEQ, from),
                Filters.lte(SEQ, position.seq()));
    }

    private static Bson living(Position position, long from) {
        return Filters.and(shown(position, from), Filters.ne(MARK, Mark.DELETED.name()));
    }

    private static Bson of(TypeFilter types) {
        return types.names().isEmpty() ? Filters.empty() : Filters.in(TYPE, types.names());
    }

    private static Document id(Position position, DocumentKey document) {
        return new Document("u", position.account().value())
                .append("g", position.generation())
                .append("t", document.type())
                .append("i", document.id());
    }

    private static List<Document> ids(Position position, Collection<DocumentKey> documents) {
        return documents.stream().map(document -> id(position, document)).toList();
    }

    private static DocumentKey key(Document row) {
        Document id = row.get(ID, Document.class);
        return new DocumentKey(id.getString("t"), id.getString("i"));
    }

    private static Change change(Document row) {
        return new Change(
                key(row),
                row.getLong(SEQ),
                row.getDate(AT).toInstant(),
                Mark.valueOf(row.getString(MARK)),
                row.getString(TEXT));
    }
}
