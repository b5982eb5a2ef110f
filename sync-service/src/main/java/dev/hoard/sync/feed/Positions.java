package dev.hoard.sync.feed;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Field;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import dev.hoard.platform.id.AccountId;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The positions of all feeds, collection {@code positions}:
 * {@code {_id: account, epoch, generation, seq, wanted?, updatedAt}}. {@code wanted} is there while the feed knows of
 * changes which it can only get from the owner, so that no fault makes it forget them.
 */
@Component
final class Positions {

    private static final String ID = "_id";
    private static final String EPOCH = "epoch";
    private static final String GENERATION = "generation";
    private static final String SEQ = "seq";
    private static final String WANTED = "wanted";
    private static final String UPDATED_AT = "updatedAt";

    private final MongoCollection<Document> positions;
    private final Clock clock;

    Positions(MongoDatabase database, Clock clock) {
        this.positions = database.getCollection("positions");
        this.clock = clock;
        positions.createIndex(Indexes.ascending(WANTED), new IndexOptions().sparse(true));
    }

    Optional<Position> find(AccountId account) {
        return Optional.ofNullable(
                        positions.find(Filters.eq(ID, account.value())).first())
                .map(Positions::position);
    }

    /** The positions of those accounts that have one. */
    Map<AccountId, Position> findAll(Collection<AccountId> accounts) {
        Map<AccountId, Position> found = new HashMap<>();
        for (Document document : positions.find(
                Filters.in(ID, accounts.stream().map(AccountId::value).toList()))) {
            Position position = position(document);
            found.put(position.account(), position);
        }
        return found;
    }

    /** Accounts whose feed must still be completed from the owner, the longest waiting first. */
    List<AccountId> listWanting(int limit) {
        return positions
                .find(Filters.exists(WANTED))
                .sort(Sorts.ascending(UPDATED_AT))
                .limit(limit)
                .map(document -> new AccountId(document.get(ID, UUID.class)))
                .into(new ArrayList<>());
    }

    /** Lets the others that want something come first. */
    void postpone(AccountId account) {
        positions.updateOne(Filters.eq(ID, account.value()), Updates.set(UPDATED_AT, now()));
    }

    /** Moves positions forward, never back; one whose epoch or generation is another by now stays. */
    void move(List<Advance> steps) {
        List<WriteModel<Document>> upserts = new ArrayList<>();
        for (Advance step : steps) {
            Bson change = Updates.combine(Updates.max(SEQ, step.to()), Updates.set(UPDATED_AT, now()));
            if (step.wanted() > 0) {
                change = Updates.combine(change, Updates.max(WANTED, step.wanted()));
            }
            upserts.add(new UpdateOneModel<>(same(step.position()), change, new UpdateOptions().upsert(true)));
        }
        BulkWrites.upsert(positions, upserts);
    }

    /** What was wanted has been reached. */
    void settle(AccountId account) {
        positions.updateOne(
                Filters.and(
                        Filters.eq(ID, account.value()),
                        Filters.exists(WANTED),
                        Filters.expr(new Document("$gte", List.of("$" + SEQ, "$" + WANTED)))),
                Updates.unset(WANTED));
    }

    /**
     * Puts a feed back to its start, under a new generation; empty if it is no longer as it was seen.
     *
     * @param wanted the number that it must reach with the owner's help
     */
    Optional<Position> restart(Position seen, long epoch, long wanted) {
        Bson anew = Aggregates.set(
                new Field<>(EPOCH, epoch),
                new Field<>(GENERATION, seen.generation() + 1),
                new Field<>(SEQ, 0L),
                new Field<>(WANTED, wanted),
                new Field<>(UPDATED_AT, now()));
        try {
            @Nullable
            Document restarted = positions.findOneAndUpdate(
                    same(seen),
                    List.of(anew),
                    new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER));
            return Optional.ofNullable(restarted).map(Positions::position);
        } catch (MongoCommandException e) {
            if (ErrorCategory.fromErrorCode(e.getErrorCode()) == ErrorCategory.DUPLICATE_KEY) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private Date now() {
        return Date.from(clock.instant());
    }

    private static Bson same(Position position) {
        return Filters.and(
                Filters.eq(ID, position.account().value()),
                Filters.eq(EPOCH, position.epoch()),
                Filters.eq(GENERATION, position.generation()));
    }

    private static Position position(Document document) {
        return new Position(
                new AccountId(document.get(ID, UUID.class)),
                document.getLong(EPOCH),
                document.getLong(GENERATION),
                document.getLong(SEQ));
    }
}
