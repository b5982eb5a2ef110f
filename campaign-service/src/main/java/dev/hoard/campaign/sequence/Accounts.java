package dev.hoard.campaign.sequence;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import dev.hoard.platform.id.AccountId;
import java.util.List;
import java.util.Map;
import org.bson.Document;

/**
 * What is known of each account beside its commits: {@code {_id: account, applied, floor}}. {@code applied} may lag, never
 * lead: up to it the view of documents is surely rolled forward.
 */
final class Accounts {

    private static final UpdateOptions UPSERT = new UpdateOptions().upsert(true);

    private final MongoCollection<Document> accounts;

    Accounts(MongoDatabase database) {
        this.accounts = database.getCollection("accounts");
    }

    /** The number up to which the view is surely rolled forward. */
    long applied(AccountId account) {
        return number(account, "applied");
    }

    /** The number up to which tombstones and commits are no longer kept. */
    long floor(AccountId account) {
        return number(account, "floor");
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

    private long number(AccountId account, String field) {
        Document found = accounts.find(eq("_id", account.value())).first();
        return found == null ? 0 : found.get(field, 0L);
    }
}
