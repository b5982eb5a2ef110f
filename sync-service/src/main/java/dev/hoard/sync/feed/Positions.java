package dev.hoard.sync.feed;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Field;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
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
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The positions of all feeds, collection {@code positions}:
 * {@code {_id: account, epoch, generation, seq, floor?, wanted?, purge?, reserved?, updatedAt}}. {@code wanted} is there
 * while the feed knows of changes which it can only get from the owner, {@code purge} while tombstones below the floor
 * may be left, so that no fault makes it forget either. {@code reserved} is the highest generation that was ever begun.
 */
@Component
final class Positions {

    private static final String ID = "_id";
    private static final String EPOCH = "epoch";
    private static final String GENERATION = "generation";
    private static final String RESERVED = "reserved";
    private static final String SEQ = "seq";
    private static final String FLOOR = "floor";
    private static final String PURGE = "purge";
    private static final String WANTED = "wanted";
    private static final String UPDATED_AT = "updatedAt";

    private static final FindOneAndUpdateOptions AFTER =
            new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER);

    private final MongoCollection<Document> positions;
    private final Clock clock;

    Positions(MongoDatabase database, Clock clock) {
        this.positions = database.getCollection("positions");
        this.clock = clock;
        positions.createIndex(Indexes.ascending(WANTED), new IndexOptions().sparse(true));
        positions.createIndex(Indexes.ascending(PURGE), new IndexOptions().sparse(true));
    }

    Optional<Position> find(AccountId account) {
        return Optional.ofNullable(
                        positions.find(Filters.eq(ID, account.value())).first())
                .map(Positions::position);
    }

    /** The position at the instant that the session shows. */
    Optional<Position> find(ClientSession instant, AccountId account) {
        return Optional.ofNullable(
                        positions.find(instant, Filters.eq(ID, account.value())).first())
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

    /** The accounts that come after this one in the order of their ids. */
    List<AccountId> listAfter(@Nullable AccountId account, int limit) {
        return positions
                .find(account == null ? Filters.empty() : Filters.gt(ID, account.value()))
                .sort(Sorts.ascending(ID))
                .limit(limit)
                .projection(Projections.include(ID))
                .map(Positions::account)
                .into(new ArrayList<>());
    }

    long count() {
        return positions.estimatedDocumentCount();
    }

    /** Accounts whose feed must still be completed from the owner, the longest waiting first. */
    List<AccountId> listWanting(int limit) {
        return positions
                .find(Filters.exists(WANTED))
                .sort(Sorts.ascending(UPDATED_AT))
                .limit(limit)
                .map(Positions::account)
                .into(new ArrayList<>());
    }

    /** Feeds in which tombstones at or below the floor may be left. */
    List<Position> listUnpurged(int limit) {
        return positions
                .find(Filters.exists(PURGE))
                .limit(limit)
                .map(Positions::position)
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
            Bson filter = same(step.position());
            if (step.wanted() > 0) {
                change = Updates.combine(change, Updates.max(WANTED, step.wanted()));
            }
            if (step.to() == step.position().seq()) {
                // Who wants the same again keeps his place among those who wait.
                filter = Filters.and(filter, Filters.not(Filters.gte(WANTED, step.wanted())));
            }
            upserts.add(new UpdateOneModel<>(filter, change, new UpdateOptions().upsert(true)));
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
     * Raises the floor, and notes that the tombstones below are to go; empty where it is as high already, or the feed
     * has not come so far.
     */
    Optional<Position> raiseFloor(AccountId account, long epoch, long floor) {
        return Optional.ofNullable(positions.findOneAndUpdate(
                        Filters.and(
                                Filters.eq(ID, account.value()),
                                Filters.eq(EPOCH, epoch),
                                Filters.gte(SEQ, floor),
                                Filters.or(Filters.exists(FLOOR, false), Filters.lt(FLOOR, floor))),
                        Updates.combine(Updates.set(FLOOR, floor), Updates.set(PURGE, true)),
                        AFTER))
                .map(Positions::position);
    }

    /** No tombstone is left at or below the floor that the position shows. */
    void purged(Position position) {
        positions.updateOne(Filters.and(same(position), Filters.eq(FLOOR, position.floor())), Updates.unset(PURGE));
    }

    /** A generation that no other writer has or will have. */
    long reserveGeneration(AccountId account) {
        Document next = new Document(
                "$add",
                List.of(
                        1L,
                        new Document(
                                "$max",
                                List.of("$" + GENERATION, new Document("$ifNull", List.of("$" + RESERVED, 0L))))));
        Document reserved = positions.findOneAndUpdate(
                Filters.eq(ID, account.value()), List.of(Aggregates.set(new Field<>(RESERVED, next))), AFTER);
        return Objects.requireNonNull(reserved, "the account has a position").getLong(RESERVED);
    }

    /**
     * Puts what was built in the place of what is shown: in one step, if that is still the generation that was seen and,
     * within an epoch, has come no further.
     */
    boolean replace(Position seen, Position built) {
        Bson shown = same(seen);
        if (built.epoch() == seen.epoch()) {
            shown = Filters.and(shown, Filters.lte(SEQ, built.seq()));
        }
        // Within the epoch a floor that was raised meanwhile stays; what is still wanted stays too.
        boolean sameEpoch = built.epoch() == seen.epoch();
        Object floor = sameEpoch ? new Document("$max", List.of("$" + FLOOR, built.floor())) : built.floor();
        Object wanted = sameEpoch
                ? new Document(
                        "$cond",
                        List.of(new Document("$gt", List.of("$" + WANTED, built.seq())), "$" + WANTED, "$$REMOVE"))
                : "$$REMOVE";
        Bson replaced = Aggregates.set(
                new Field<>(EPOCH, built.epoch()),
                new Field<>(GENERATION, built.generation()),
                new Field<>(SEQ, built.seq()),
                new Field<>(FLOOR, floor),
                new Field<>(WANTED, wanted),
                new Field<>(PURGE, true),
                new Field<>(UPDATED_AT, now()));
        return positions.updateOne(shown, List.of(replaced)).getModifiedCount() == 1;
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

    private static AccountId account(Document document) {
        return new AccountId(document.get(ID, UUID.class));
    }

    private static Position position(Document document) {
        return new Position(
                account(document),
                document.getLong(EPOCH),
                document.getLong(GENERATION),
                document.getLong(SEQ),
                Objects.requireNonNullElse(document.getLong(FLOOR), 0L));
    }
}
