package dev.hoard.campaign.sequence;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Updates;
import java.util.Objects;
import org.bson.Document;

/**
 * The epoch of this database, {@code {_id: "epoch", number}} in {@code settings}: raised when the database was restored
 * from an older copy, so that nobody takes the numbers after that for the ones they knew.
 */
final class Epochs {

    private static final long FIRST = 1;

    private final MongoCollection<Document> settings;
    private volatile long current;

    Epochs(MongoDatabase database) {
        this.settings = database.getCollection("settings");
    }

    /** The epoch as last read. */
    long current() {
        return current == 0 ? refresh() : current;
    }

    /** Reads the epoch again, and begins the first one in an empty database. */
    long refresh() {
        Document epoch = settings.findOneAndUpdate(
                eq("_id", "epoch"),
                Updates.setOnInsert("number", FIRST),
                new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER));
        current = Objects.requireNonNull(epoch).getLong("number");
        return current;
    }
}
