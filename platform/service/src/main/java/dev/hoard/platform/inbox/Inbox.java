package dev.hoard.platform.inbox;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.bson.Document;

/** Receipts of events that took effect: {@code {_id: {c: consumer, e: eventId}, at}}, kept for 30 days. */
public final class Inbox {

    private static final Duration KEPT = Duration.ofDays(30);

    private final MongoClient client;
    private final MongoCollection<Document> receipts;
    private final Clock clock;

    public Inbox(MongoClient client, MongoDatabase database, Clock clock) {
        this.client = client;
        this.receipts = database.getCollection("inbox");
        this.clock = clock;
        receipts.createIndex(
                Indexes.ascending("at"), new IndexOptions().expireAfter(KEPT.toSeconds(), TimeUnit.SECONDS));
    }

    /**
     * Runs {@code effect} in one transaction with the event's receipt.
     *
     * @param effect writes through the session it is given, and only there
     * @return false if the event took effect before
     */
    public boolean once(String consumer, String eventId, Consumer<ClientSession> effect) {
        Document receipt = new Document("_id", new Document("c", consumer).append("e", eventId))
                .append("at", Date.from(clock.instant()));
        try (ClientSession session = client.startSession()) {
            session.withTransaction(() -> {
                receipts.insertOne(session, receipt);
                effect.accept(session);
                return true;
            });
            return true;
        } catch (MongoWriteException e) {
            if (ErrorCategory.fromErrorCode(e.getCode()) == ErrorCategory.DUPLICATE_KEY && known(receipt)) {
                return false;
            }
            throw e;
        }
    }

    private boolean known(Document receipt) {
        return receipts.find(new Document("_id", receipt.get("_id"))).first() != null;
    }
}
