package dev.hoard.platform.outbox;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import dev.hoard.platform.event.Event;
import dev.hoard.platform.event.EventRecords;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;

/**
 * Events that wait to be published: written in the transaction of what they tell of, sent by a {@link
 * ChangeStreamRelay}. {@code {_id: eventId, topic, key, type, source, time, traceparent?, data, at}}, kept a week.
 */
public final class Outbox {

    private static final Duration KEPT = Duration.ofDays(7);

    private final MongoCollection<Document> events;

    public Outbox(MongoDatabase database) {
        this.events = database.getCollection("outbox");
        events.createIndex(Indexes.ascending("at"), new IndexOptions().expireAfter(KEPT.toSeconds(), TimeUnit.SECONDS));
    }

    /** @param session the transaction whose effect the event tells; null for an event that stands alone */
    public void append(@Nullable ClientSession session, String topic, Event event) {
        Document document = new Document("_id", event.id())
                .append("topic", topic)
                .append("key", event.key())
                .append("type", event.type())
                .append("source", event.source())
                .append("traceparent", event.traceparent())
                .append("data", new Binary(event.data()))
                .append("at", Date.from(event.time()));
        if (session == null) {
            events.insertOne(document);
            return;
        }
        events.insertOne(session, document);
    }

    MongoCollection<Document> events() {
        return events;
    }

    static String topic(Document document) {
        return document.getString("topic");
    }

    static List<ProducerRecord<String, byte[]>> records(Document document) {
        Event event = new Event(
                document.getString("_id"),
                document.getString("type"),
                document.getString("source"),
                document.getString("key"),
                document.getDate("at").toInstant(),
                document.getString("traceparent"),
                document.get("data", Binary.class).getData());
        return List.of(EventRecords.toRecord(topic(document), event));
    }
}
