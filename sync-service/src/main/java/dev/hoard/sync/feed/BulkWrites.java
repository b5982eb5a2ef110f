package dev.hoard.sync.feed;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.WriteModel;
import java.util.List;
import org.bson.Document;

/** Guarded upserts in bulk. */
final class BulkWrites {

    private static final BulkWriteOptions IN_ANY_ORDER = new BulkWriteOptions().ordered(false);

    private BulkWrites() {}

    /**
     * Carries out upserts whose filter holds a guard beside the {@code _id}. Where the guard turns one away, the upsert
     * tries an insert and meets the document that is there: that is no failure, somebody was further already.
     */
    static void upsert(MongoCollection<Document> collection, List<WriteModel<Document>> upserts) {
        if (upserts.isEmpty()) {
            return;
        }
        try {
            collection.bulkWrite(upserts, IN_ANY_ORDER);
        } catch (MongoBulkWriteException e) {
            boolean onlyTurnedAway = e.getWriteConcernError() == null
                    && e.getWriteErrors().stream().allMatch(error -> error.getCategory() == ErrorCategory.DUPLICATE_KEY);
            if (!onlyTurnedAway) {
                throw e;
            }
        }
    }
}
