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
     * tries an insert and meets the document that is there: that is no failure, somebody was further already. But it also
     * meets one that was inserted between its look and its insert, and that may hold less. So what was turned away is
     * tried once more: now the document is there, and the guard decides.
     */
    static void upsert(MongoCollection<Document> collection, List<WriteModel<Document>> upserts) {
        attempt(collection, attempt(collection, upserts));
    }

    /** Answers what was turned away. */
    private static List<WriteModel<Document>> attempt(
            MongoCollection<Document> collection, List<WriteModel<Document>> upserts) {
        if (upserts.isEmpty()) {
            return List.of();
        }
        try {
            collection.bulkWrite(upserts, IN_ANY_ORDER);
            return List.of();
        } catch (MongoBulkWriteException e) {
            boolean onlyTurnedAway = e.getWriteConcernError() == null
                    && e.getWriteErrors().stream()
                            .allMatch(error -> error.getCategory() == ErrorCategory.DUPLICATE_KEY);
            if (!onlyTurnedAway) {
                throw e;
            }
            return e.getWriteErrors().stream()
                    .map(error -> upserts.get(error.getIndex()))
                    .toList();
        }
    }
}
