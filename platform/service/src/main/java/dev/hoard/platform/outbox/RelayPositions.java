package dev.hoard.platform.outbox;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOptions;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** How far each relay has come: {@code {_id: relay, token, at}}, stored behind Kafka's acknowledgements. */
public final class RelayPositions {

    private final MongoCollection<Document> positions;

    public RelayPositions(MongoDatabase database) {
        this.positions = database.getCollection("relay_positions");
    }

    Optional<Position> find(String relay) {
        return Optional.ofNullable(positions.find(Filters.eq("_id", relay)).first())
                .map(document -> new Position(
                        BsonDocument.parse(document.getString("token")),
                        document.get("at") instanceof Date date ? date.toInstant() : null));
    }

    void store(String relay, Position position) {
        Document document =
                new Document("_id", relay).append("token", position.token().toJson());
        if (position.at() != null) {
            document.append("at", Date.from(position.at()));
        }
        positions.replaceOne(Filters.eq("_id", relay), document, new ReplaceOptions().upsert(true));
    }

    /**
     * @param token where the change stream goes on
     * @param at time of the newest published insert; null when none was yet
     */
    record Position(BsonDocument token, @Nullable Instant at) {}
}
