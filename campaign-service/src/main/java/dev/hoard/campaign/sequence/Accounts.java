package dev.hoard.campaign.sequence;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.gte;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import dev.hoard.platform.id.AccountId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * What is known of each account beside its commits: {@code {_id: account, applied, floor?, floorAt?, pruned?}}.
 * {@code applied} may lag, never lead: up to it the view of documents is surely rolled forward.
 */
final class Accounts {

    private static final String FLOOR_AT = "floorAt";
    private static final UpdateOptions UPSERT = new UpdateOptions().upsert(true);

    private final MongoCollection<Document> accounts;

    Accounts(MongoDatabase database) {
        this.accounts = database.getCollection("accounts");
    }

    /** Makes the index by which moved floors are told to others. */
    void prepare() {
        accounts.createIndex(Indexes.ascending(FLOOR_AT), new IndexOptions().sparse(true));
    }

    /**
     * One account.
     *
     * @param applied the number up to which the view is surely rolled forward
     * @param floor the number up to which deleted documents are forgotten, or about to be
     * @param floorAt when the floor was moved there
     * @param pruned the number up to which changes are no longer kept with what they left behind
     */
    record State(AccountId account, long applied, long floor, Instant floorAt, long pruned) {}

    State get(AccountId account) {
        Document found = accounts.find(eq("_id", account.value())).first();
        return found == null ? new State(account, 0, 0, Instant.EPOCH, 0) : state(found);
    }

    /** Notes how far views are. */
    void markApplied(Map<AccountId, Long> applied) {
        if (applied.isEmpty()) {
            return;
        }
        List<WriteModel<Document>> marks = applied.entrySet().stream()
                .<WriteModel<Document>>map(mark -> new UpdateOneModel<>(
                        eq("_id", mark.getKey().value()), Updates.max("applied", mark.getValue()), UPSERT))
                .toList();
        accounts.bulkWrite(marks, new BulkWriteOptions().ordered(false));
    }

    /** Moves a floor up, never down. */
    void raiseFloor(AccountId account, long floor, Instant at) {
        accounts.updateOne(
                and(eq("_id", account.value()), Filters.not(gte("floor", floor))),
                Updates.combine(Updates.set("floor", floor), Updates.set(FLOOR_AT, Date.from(at))));
    }

    void raisePruned(AccountId account, long pruned) {
        accounts.updateOne(eq("_id", account.value()), Updates.max("pruned", pruned));
    }

    /** Those of the accounts, and those whose floor was moved at or after an instant. */
    List<State> list(Collection<AccountId> known, Instant floorSince) {
        Bson named = Filters.in("_id", known.stream().map(AccountId::value).toList());
        return accounts.find(Filters.or(named, gte(FLOOR_AT, Date.from(floorSince))))
                .map(Accounts::state)
                .into(new ArrayList<>());
    }

    /** Accounts in the order of their ids, at most {@code limit} behind {@code after}. */
    List<State> list(UUID after, int limit) {
        return accounts.find(gt("_id", after))
                .sort(Sorts.ascending("_id"))
                .limit(limit)
                .map(Accounts::state)
                .into(new ArrayList<>());
    }

    private static State state(Document account) {
        Date floorAt = account.getDate(FLOOR_AT);
        return new State(
                new AccountId(account.get("_id", UUID.class)),
                account.get("applied", 0L),
                account.get("floor", 0L),
                floorAt == null ? Instant.EPOCH : floorAt.toInstant(),
                account.get("pruned", 0L));
    }
}
