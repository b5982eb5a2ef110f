package dev.hoard.platform.outbox;

import com.mongodb.client.MongoCollection;
import dev.hoard.platform.event.Event;
import dev.hoard.platform.event.EventPublisher;
import dev.hoard.platform.event.Topics;
import dev.hoard.platform.id.Uuids;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.bson.BsonBinary;
import org.bson.BsonBinarySubType;
import org.bson.Document;
import org.bson.codecs.Encoder;
import org.bson.json.JsonWriterSettings;
import org.bson.json.StrictJsonWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a relay leaves out, told on the dead-letter topic of its topic: which record or document it was and why, but not
 * what it held. That stays where it is, and consumers that see the gap ask its owner.
 */
final class DeadLetters {

    static final String TYPE = "dev.hoard.relay.unsendable.v1";

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final JsonWriterSettings UUIDS_AS_TEXT =
            JsonWriterSettings.builder().binaryConverter(DeadLetters::write).build();

    private final String relay;
    private final Encoder<Document> encoder;
    private final EventPublisher publisher;
    private final Clock clock;

    /** @param source where the relay reads, whose ids are written as it writes them */
    DeadLetters(String relay, MongoCollection<Document> source, EventPublisher publisher, Clock clock) {
        this.relay = relay;
        this.encoder = source.getCodecRegistry().get(Document.class);
        this.publisher = publisher;
        this.clock = clock;
    }

    /** A record that no broker takes. */
    CompletableFuture<Void> tell(ProducerRecord<String, byte[]> record, RecordTooLargeException cause) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Header header : record.headers()) {
            headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
        }
        String key = Objects.requireNonNullElse(record.key(), "");
        Map<String, Object> letter = letter(record.topic(), String.valueOf(cause.getMessage()));
        letter.put("key", key);
        letter.put("headers", headers);
        letter.put("bytes", record.value().length);
        return publish(record.topic(), key, letter);
    }

    /** A document of which no record can be made. Its failure is named by its class: what it says may quote the document. */
    CompletableFuture<Void> tell(String topic, Document document, RuntimeException cause) {
        String id = new Document("_id", document.get("_id")).toJson(UUIDS_AS_TEXT, encoder);
        Map<String, Object> letter = letter(topic, cause.getClass().getName());
        letter.put("document", JSON.readTree(id));
        return publish(topic, id, letter);
    }

    private static void write(BsonBinary id, StrictJsonWriter writer) {
        boolean isUuid = id.getType() == BsonBinarySubType.UUID_STANDARD.getValue();
        writer.writeString(isUuid ? id.asUuid().toString() : Base64.getEncoder().encodeToString(id.getData()));
    }

    private Map<String, Object> letter(String topic, String cause) {
        Map<String, Object> letter = new LinkedHashMap<>();
        letter.put("relay", relay);
        letter.put("topic", topic);
        letter.put("cause", cause);
        return letter;
    }

    private CompletableFuture<Void> publish(String topic, String key, Map<String, Object> letter) {
        Event event = new Event(
                Uuids.v7().toString(),
                TYPE,
                "/relay/" + relay,
                key,
                clock.instant(),
                null,
                JSON.writeValueAsBytes(letter));
        return publisher.publish(Topics.deadLettersOf(topic), event);
    }
}
