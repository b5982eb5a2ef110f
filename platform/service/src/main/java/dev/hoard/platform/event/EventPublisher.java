package dev.hoard.platform.event;

import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.core.KafkaTemplate;

/** Sends events at once, by an idempotent producer that waits for all replicas. */
public final class EventPublisher {

    private final KafkaTemplate<String, byte[]> kafka;

    public EventPublisher(KafkaTemplate<String, byte[]> kafka) {
        this.kafka = kafka;
    }

    /** Completes when Kafka has acknowledged the event. */
    public CompletableFuture<Void> publish(String topic, Event event) {
        return publish(EventRecords.toRecord(topic, event));
    }

    public CompletableFuture<Void> publish(ProducerRecord<String, byte[]> record) {
        try {
            return kafka.send(record).thenApply(result -> null);
        } catch (KafkaException e) {
            // A record the producer refuses at once fails as one does that the broker refuses.
            return CompletableFuture.failedFuture(e);
        }
    }
}
