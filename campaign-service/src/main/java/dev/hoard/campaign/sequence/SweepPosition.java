package dev.hoard.campaign.sequence;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import java.time.Instant;
import java.util.Date;
import org.bson.Document;

/** Until when all commits are known to be rolled forward: {@code {_id: "sweep", until}} in {@code settings}. */
final class SweepPosition {

    private final MongoCollection<Document> settings;

    SweepPosition(MongoDatabase database) {
        this.settings = database.getCollection("settings");
    }

    Instant get() {
        Document found = settings.find(eq("_id", "sweep")).first();
        return found == null ? Instant.EPOCH : found.getDate("until").toInstant();
    }

    void moveTo(Instant until) {
        settings.updateOne(
                eq("_id", "sweep"), Updates.max("until", Date.from(until)), new UpdateOptions().upsert(true));
    }
}
