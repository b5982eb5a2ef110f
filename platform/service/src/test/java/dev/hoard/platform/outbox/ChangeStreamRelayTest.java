package dev.hoard.platform.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.hoard.localstack.infrastructure.Part;
import dev.hoard.localstack.testing.LocalStack;
import dev.hoard.localstack.testing.WithLocalStack;
import dev.hoard.platform.event.Event;
import dev.hoard.platform.event.EventPublisher;
import dev.hoard.platform.event.EventRecords;
import dev.hoard.platform.event.Topics;
import dev.hoard.platform.lease.Leases;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.UuidRepresentation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@WithLocalStack({Part.MONGODB, Part.KAFKA})
class ChangeStreamRelayTest {

    private static final String TOPIC = "account.events.dlt"; // one partition, so the order of all records shows

    private static final JsonMapper JSON = JsonMapper.shared();

    private final String run = UUID.randomUUID().toString();
    private MongoClient client;
    private MongoDatabase database;
    private MongoCollection<Document> source;
    private final List<DefaultKafkaProducerFactory<String, byte[]>> producers = new ArrayList<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private RelayPositions positions;
    private final List<ChangeStreamRelay> relays = new ArrayList<>();

    @BeforeEach
    void open() {
        client = MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(LocalStack.shared().mongoUri()))
                .uuidRepresentation(UuidRepresentation.STANDARD)
                .build());
        database = client.getDatabase("relay_" + run.replace("-", ""));
        source = database.getCollection("facts");
        positions = new RelayPositions(database);
    }

    @AfterEach
    void close() {
        relays.forEach(ChangeStreamRelay::stop);
        producers.forEach(DefaultKafkaProducerFactory::destroy);
        database.drop();
        client.close();
    }

    @Test
    void publishesEveryInsertInOrderAcrossStops() {
        insert(0, 50); // before the first relay ever ran
        ChangeStreamRelay first = relay();
        first.start();
        insert(50, 100);
        await().until(() -> published().size() >= 100);
        first.stop();
        insert(100, 150); // while none runs
        ChangeStreamRelay second = relay();
        second.start();
        insert(150, 200);

        await().untilAsserted(() -> assertThat(firstOfEach(published())).hasSize(200));
        assertThat(firstOfEach(published())).isEqualTo(numbers(0, 200));
    }

    @Test
    void publishesAgainFromTwoMinutesBeforeWhenItsPlaceIsLost() {
        Instant now = Instant.now();
        source.insertOne(fact(0).append("at", Date.from(now.minusSeconds(600))));
        source.insertOne(fact(1).append("at", Date.from(now.minusSeconds(60))));
        source.insertOne(fact(2).append("at", Date.from(now)));
        BsonDocument unknown = BsonDocument.parse("{\"_data\": \"8200\"}");
        positions.store("facts", new RelayPositions.Position(unknown, now));

        relay().start();

        await().untilAsserted(() -> assertThat(published()).isEqualTo(List.of(1, 2)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void goesOnWhenItsCollectionWasPutBackFromACopy(boolean whileItRuns) {
        ChangeStreamRelay first = relay();
        first.start();
        insert(0, 10);
        await().until(() -> firstOfEach(published()).size() == 10);
        if (!whileItRuns) {
            first.stop();
        }
        source.drop();
        insert(0, 5);
        if (!whileItRuns) {
            relay().start();
        }
        insert(10, 15);

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(firstOfEach(published())).isEqualTo(numbers(0, 15)));
        insert(15, 20);
        await().untilAsserted(() -> assertThat(firstOfEach(published())).isEqualTo(numbers(0, 20)));
    }

    @Test
    void aSecondRelayTakesOverWhenTheFirstIsGone() {
        ChangeStreamRelay first = relay();
        ChangeStreamRelay second = relay();
        first.start();
        insert(0, 1);
        await().until(() -> published().size() == 1);
        second.start();
        first.stop();
        insert(1, 20);

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(firstOfEach(published())).isEqualTo(numbers(0, 20)));
    }

    /** Whether the producer refuses it or the broker: it is told of, and the others go on. */
    @ParameterizedTest
    @ValueSource(ints = {1 << 20, 4 << 20})
    void aRecordNoBrokerTakesBecomesADeadLetterAndDoesNotHoldUpTheOthers(int producersLimit) {
        relay(producersLimit).start();
        source.insertOne(fact(0).append("at", Date.from(Instant.now())).append("padding", 3_000_000));
        insert(1, 3);

        // What is inserted while a relay starts may come twice.
        await().untilAsserted(() -> assertThat(firstOfEach(published())).isEqualTo(List.of(1, 2)));
        await().untilAsserted(() -> assertThat(letters(run)).isNotEmpty());
        assertThat(letters(run)).allSatisfy(letter -> {
            assertThat(letter.key()).isEqualTo(run);
            assertThat(letter.value().length).isLessThan(1000);
            Event event = EventRecords.fromRecord(letter);
            assertThat(event.type()).isEqualTo("dev.hoard.relay.unsendable.v1");
            JsonNode told = JSON.readTree(event.data());
            assertThat(told.required("relay").asString()).isEqualTo("facts");
            assertThat(told.required("topic").asString()).isEqualTo(Topics.ACCOUNT_EVENTS);
            assertThat(told.required("key").asString()).isEqualTo(run);
            assertThat(told.required("headers").toString()).isEqualTo("{\"ce_id\":\"event 0\"}");
            assertThat(told.required("bytes").asInt()).isEqualTo(3_000_001);
            assertThat(told.required("cause").asString()).containsIgnoringCase("larger");
        });
        await().untilAsserted(() -> {
            assertThat(count("hoard.relay.unsendable")).isEqualTo(letters(run).size());
            assertThat(count("hoard.relay.published")).isEqualTo(published().size());
        });
    }

    @Test
    void aDocumentThatCannotBeRenderedBecomesADeadLetterAndDoesNotHoldUpTheOthers() {
        relay().start();
        UUID account = UUID.randomUUID();
        source.insertOne(new Document("_id", new Document("u", account).append("s", 7L))
                .append("at", Date.from(Instant.now()))
                .append("n", "a secret"));
        insert(1, 3);

        await().untilAsserted(() -> assertThat(firstOfEach(published())).isEqualTo(List.of(1, 2)));
        String id = "{\"_id\": {\"u\": \"" + account + "\", \"s\": 7}}";
        await().untilAsserted(() -> assertThat(letters(id)).isNotEmpty());
        List<String> told = letters(id).stream()
                .map(letter -> new String(letter.value(), StandardCharsets.UTF_8))
                .toList();
        assertThat(told)
                .containsOnly("{\"relay\":\"facts\",\"topic\":\"account.events\","
                        + "\"cause\":\"java.lang.ClassCastException\",\"document\":" + id.replace(" ", "") + "}");
        await().untilAsserted(() -> assertThat(count("hoard.relay.unsendable"))
                .isEqualTo(letters(id).size()));
    }

    private double count(String counter) {
        return meters.counter(counter, "relay", "facts").count();
    }

    private ChangeStreamRelay relay() {
        return relay(1 << 20);
    }

    private ChangeStreamRelay relay(int producersLimit) {
        DefaultKafkaProducerFactory<String, byte[]> producer = new DefaultKafkaProducerFactory<>(
                Map.of(
                        "bootstrap.servers",
                        LocalStack.shared().kafkaBootstrap(),
                        "acks",
                        "all",
                        "max.request.size",
                        producersLimit),
                new StringSerializer(),
                new ByteArraySerializer());
        producers.add(producer);
        ChangeStreamRelay relay = new ChangeStreamRelay(
                "facts",
                source,
                fact -> Topics.ACCOUNT_EVENTS,
                this::records,
                new Leases(database, Clock.systemUTC()),
                positions,
                new EventPublisher(new KafkaTemplate<>(producer)),
                meters,
                Clock.systemUTC());
        relays.add(relay);
        return relay;
    }

    private List<ProducerRecord<String, byte[]>> records(Document fact) {
        int n = fact.getInteger("n");
        int padding = fact.getInteger("padding", 0);
        String topic = padding > 0 ? Topics.ACCOUNT_EVENTS : TOPIC;
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(topic, run, (n + " ".repeat(padding)).getBytes(StandardCharsets.UTF_8));
        if (padding > 0) {
            record.headers().add("ce_id", ("event " + n).getBytes(StandardCharsets.UTF_8));
        }
        return List.of(record);
    }

    private void insert(int from, int to) {
        IntStream.range(from, to).forEach(n -> source.insertOne(fact(n).append("at", Date.from(Instant.now()))));
    }

    private static Document fact(int n) {
        return new Document("n", n);
    }

    private static List<Integer> numbers(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    private static List<Integer> firstOfEach(List<Integer> numbers) {
        return numbers.stream().distinct().toList();
    }

    private List<Integer> published() {
        return everything().stream()
                .filter(record -> run.equals(record.key()) && !isLetter(record))
                .map(record -> Integer.parseInt(new String(record.value(), StandardCharsets.UTF_8).strip()))
                .toList();
    }

    private List<ConsumerRecord<String, byte[]>> letters(String key) {
        return everything().stream()
                .filter(record -> isLetter(record) && key.equals(record.key()))
                .toList();
    }

    private List<ConsumerRecord<String, byte[]>> everything() {
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        TopicPartition partition = new TopicPartition(TOPIC, 0);
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", LocalStack.shared().kafkaBootstrap()),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    private static boolean isLetter(ConsumerRecord<String, byte[]> record) {
        return record.headers().lastHeader("ce_type") != null;
    }
}
