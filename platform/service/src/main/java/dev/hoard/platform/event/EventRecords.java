package dev.hoard.platform.event;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Events as Kafka records, in the binary mode of CloudEvents' Kafka binding 1.0: attributes in headers, data as value. */
public final class EventRecords {

    private static final String SPEC_VERSION = "ce_specversion";
    private static final String ID = "ce_id";
    private static final String TYPE = "ce_type";
    private static final String SOURCE = "ce_source";
    private static final String TIME = "ce_time";
    private static final String CONTENT_TYPE = "content-type";
    private static final String TRACEPARENT = "traceparent";

    private EventRecords() {}

    public static ProducerRecord<String, byte[]> toRecord(String topic, Event event) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, event.key(), event.data());
        put(record.headers(), SPEC_VERSION, "1.0");
        put(record.headers(), ID, event.id());
        put(record.headers(), TYPE, event.type());
        put(record.headers(), SOURCE, event.source());
        put(record.headers(), TIME, event.time().toString());
        put(record.headers(), CONTENT_TYPE, "application/json");
        if (event.traceparent() != null) {
            put(record.headers(), TRACEPARENT, event.traceparent());
        }
        return record;
    }

    /** @throws IllegalArgumentException if the record is no CloudEvent in binary mode */
    public static Event fromRecord(ConsumerRecord<String, byte[]> record) {
        return new Event(
                require(record, ID),
                require(record, TYPE),
                require(record, SOURCE),
                Objects.requireNonNullElse(record.key(), ""),
                Instant.parse(require(record, TIME)),
                find(record.headers(), TRACEPARENT),
                record.value());
    }

    private static String require(ConsumerRecord<String, byte[]> record, String name) {
        String value = find(record.headers(), name);
        if (value == null) {
            throw new IllegalArgumentException("record " + record.topic() + "-" + record.partition() + "@"
                    + record.offset() + " has no header " + name);
        }
        return value;
    }

    private static @Nullable String find(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static void put(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
