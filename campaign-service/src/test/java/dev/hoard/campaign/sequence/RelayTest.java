package dev.hoard.campaign.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hoard.campaign.fixture.Answer;
import dev.hoard.campaign.fixture.CampaignServiceTest;
import dev.hoard.campaign.fixture.Device;
import dev.hoard.campaign.fixture.Device.Mutation;
import dev.hoard.campaign.fixture.Surroundings;
import dev.hoard.localstack.testing.LocalStack;
import dev.hoard.platform.event.Event;
import dev.hoard.platform.event.EventRecords;
import dev.hoard.platform.event.Topics;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.id.Uuids;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@CampaignServiceTest
class RelayTest {

    private static final JsonMapper JSON = new JsonMapper();

    @Autowired
    private Surroundings surroundings;

    @Test
    void everyCommitIsPublishedInOrderWithTheVeryTextThatTheOwnerGives() {
        AccountId account = surroundings.newAccount();
        Device device = surroundings.device(account);
        UUID id = Uuids.v7();
        device.push(
                Mutation.create("creature", id, "{\"name\":\"Goblin\"}"), Mutation.patch("creature", id, "{\"ac\":1}"));
        device.push(Mutation.delete("creature", Uuids.v7())); // leaves a receipt, which nobody else needs to know
        device.delete("/api/v1/creatures/" + id);

        List<ConsumerRecord<String, byte[]>> records = recordsOf(account, 3);

        assertThat(records).hasSize(2);
        Event event = EventRecords.fromRecord(records.getFirst());
        assertThat(event.type()).isEqualTo("dev.hoard.campaign.changed.v1");
        assertThat(event.traceparent()).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]");
        JsonNode data = JSON.readTree(records.getFirst().value());
        assertThat(data.required("userId").asString()).isEqualTo(account.toString());
        assertThat(data.required("from").asLong()).isZero();
        assertThat(data.required("to").asLong()).isEqualTo(2);
        String owners = surroundings
                .service(account)
                .get("/internal/accounts/" + account + "/changes?after=0&limit=2")
                .text();
        String published = new String(records.getFirst().value(), StandardCharsets.UTF_8);
        assertThat(published.substring(published.indexOf("\"changes\":")))
                .isEqualTo(owners.substring(owners.indexOf("\"changes\":")));
    }

    @Test
    void aLargeCommitBecomesRecordsThatFollowEachOtherWithoutAHole() {
        AccountId account = surroundings.newAccount();
        String notes = "\u2020".repeat(5_000); // three bytes each in UTF-8
        String body = IntStream.range(0, 150)
                .mapToObj(i ->
                        "{\"resourceType\":\"creature\",\"resourceId\":\"%s\",\"data\":{\"name\":\"C\",\"notes\":\"%s\"}}"
                                .formatted(Uuids.v7(), notes))
                .collect(Collectors.joining("\n"));
        surroundings
                .service(account)
                .post(
                        "/internal/accounts/" + account + "/bulk?mode=upsert&mutationId=" + UUID.randomUUID(),
                        body,
                        "Content-Type",
                        "application/x-ndjson");

        List<ConsumerRecord<String, byte[]>> records = recordsOf(account, 150);

        assertThat(records).hasSizeGreaterThan(2);
        assertThat(records)
                .allSatisfy(record -> assertThat(record.value().length).isLessThanOrEqualTo(900 * 1024));
        long reached = 0;
        List<Long> numbers = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : records) {
            JsonNode data = JSON.readTree(record.value());
            assertThat(data.required("from").asLong()).isEqualTo(reached);
            reached = data.required("to").asLong();
            data.required("changes")
                    .forEach(change -> numbers.add(change.required("seq").asLong()));
        }
        assertThat(numbers).isEqualTo(LongStream.rangeClosed(1, 150).boxed().toList());
    }

    /** The largest legal documents, with characters of every length and escapes, and one that is a byte too large. */
    @Test
    void sync2_theLargestDocumentsReachKafkaWhole() {
        AccountId account = surroundings.newAccount();
        String largest = encounter(512 * 1024);
        Answer answer = surroundings
                .device(account)
                .push(
                        Mutation.create("encounter", Uuids.v7(), largest),
                        Mutation.create("encounter", Uuids.v7(), inAscii(largest)),
                        Mutation.create("encounter", Uuids.v7(), encounter(512 * 1024 + 1)));
        assertThat(answer.statuses()).containsExactly("applied", "applied", "rejected");

        List<ConsumerRecord<String, byte[]>> records = recordsOf(account, 2);

        assertThat(records).hasSize(2).allSatisfy(record -> {
            assertThat(record.value().length).isBetween(512 * 1024, 900 * 1024);
            JsonNode change = JSON.readTree(record.value()).required("changes").required(0);
            assertThat(change.required("data").properties())
                    .containsAll(JSON.readTree(largest).properties());
        });
    }

    /** An encounter whose fields take so many bytes. */
    private static String encounter(int bytes) {
        String notes = "\u2020\\\"\u00e9\ud83d\udc09\\\\\\n\u6f22".repeat(143); // 7 characters, 18 bytes each time
        String combatants = IntStream.range(0, 197)
                .mapToObj(i -> "{\"id\":\"%s\",\"name\":\"C\",\"notes\":\"%s\"}".formatted(new UUID(0, i), notes))
                .collect(Collectors.joining(","));
        String form = "{\"name\":\"Largest\",\"description\":\"%s\",\"participants\":[%s]}";
        int left = bytes - form.formatted("", combatants).getBytes(StandardCharsets.UTF_8).length;
        return form.formatted("\u2020".repeat(left / 3) + "x".repeat(left % 3), combatants);
    }

    private static String inAscii(String json) {
        return json.chars()
                .mapToObj(c -> c < 0x80 ? Character.toString(c) : "\\u%04x".formatted(c))
                .collect(Collectors.joining());
    }

    @Test
    void sync1_aRecordStandsInTheEpochOfItsCommit() {
        AccountId account = surroundings.newAccount();
        Device device = surroundings.device(account);
        long before = device.push(Mutation.create("creature", Uuids.v7(), "{\"name\":\"Goblin\"}"))
                .json()
                .required("epoch")
                .asLong();
        long raised = surroundings
                .service(account)
                .post("/internal/epoch", "")
                .json()
                .required("epoch")
                .asLong();
        device.push(Mutation.create("creature", Uuids.v7(), "{\"name\":\"Orc\"}"));

        List<ConsumerRecord<String, byte[]>> records = recordsOf(account, 2);

        assertThat(raised).isGreaterThan(before);
        assertThat(records)
                .extracting(record ->
                        JSON.readTree(record.value()).required("epoch").asLong())
                .containsExactly(before, raised);
        assertThat(records)
                .extracting(record -> EventRecords.fromRecord(record).id())
                .as("numbers of two epochs are two things")
                .containsExactly(account + "/" + before + "/0", account + "/" + raised + "/1");
    }

    /** The account's records up to the one that reaches a number. */
    private static List<ConsumerRecord<String, byte[]>> recordsOf(AccountId account, long last) {
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", LocalStack.shared().kafkaBootstrap(), "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(consumer.partitionsFor(Topics.CAMPAIGN_CHANGES).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList());
            consumer.seekToBeginning(consumer.assignment());
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> {
                    if (account.toString().equals(record.key())) {
                        records.add(record);
                    }
                });
                return !records.isEmpty()
                        && JSON.readTree(records.getLast().value())
                                        .required("to")
                                        .asLong()
                                == last;
            });
        }
        return records;
    }
}
