package dev.hoard.campaign.sequence;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Field;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Updates;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * The epoch of this database, {@code {_id: "epoch", number, raisedAt?}} in {@code settings}: raised when the
 * database was restored from an older copy, so that nobody takes the numbers after that for the ones they knew.
 */
final class Epochs {

    private static final long FIRST = 1;
    private static final FindOneAndUpdateOptions UPSERT =
            new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER);

    private final MongoCollection<Document> settings;
    private volatile @Nullable Era current;

    Epochs(MongoDatabase database) {
        this.settings = database.getCollection("settings");
    }

    /**
     * What holds for all accounts at once.
     *
     * @param raisedAt when the epoch was raised; long ago for the first one
     */
    record Era(long epoch, Instant raisedAt) {}

    /** As last read. */
    Era era() {
        Era known = current;
        return known == null ? refresh() : known;
    }

    /** Reads it again, and begins the first epoch in an empty database. */
    Era refresh() {
        return read(settings.findOneAndUpdate(eq("_id", "epoch"), Updates.setOnInsert("number", FIRST), UPSERT));
    }

    /**
     * Begins the next epoch. An older copy does not know which epochs came after it, so the next one is no mere successor:
     * it is at least the seconds since 1970, which are above all that were ever used.
     */
    Era raise(Instant now) {
        Document next =
                new Document("$max", List.of(new Document("$add", List.of("$number", 1L)), now.getEpochSecond()));
        era();
        return read(settings.findOneAndUpdate(
                eq("_id", "epoch"),
                List.of(Aggregates.set(new Field<>("number", next), new Field<>("raisedAt", Date.from(now)))),
                UPSERT));
    }

    private Era read(@Nullable Document epoch) {
        Document found = Objects.requireNonNull(epoch);
        Date raisedAt = found.getDate("raisedAt");
        Era era = new Era(found.getLong("number"), raisedAt == null ? Instant.EPOCH : raisedAt.toInstant());
        current = era;
        return era;
    }
}
