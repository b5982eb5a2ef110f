package dev.hoard.campaign.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hoard.campaign.fixture.Answer;
import dev.hoard.campaign.fixture.CampaignServiceTest;
import dev.hoard.campaign.fixture.Device;
import dev.hoard.campaign.fixture.Device.Mutation;
import dev.hoard.campaign.fixture.Surroundings;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.id.Uuids;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@CampaignServiceTest
class BulkTest {

    private static final String NDJSON = "application/x-ndjson";

    @Autowired
    private Surroundings surroundings;

    private Device device;
    private Device service;
    private String base;

    @BeforeEach
    void newAccount() {
        AccountId account = surroundings.newAccount();
        device = surroundings.device(account);
        service = surroundings.service(account);
        base = "/internal/accounts/" + account;
    }

    @Test
    void headOfAnAccountNeverWrittenToIsZero() {
        JsonNode head = service.get(base + "/head").json();

        assertThat(head.required("head").asLong()).isZero();
        assertThat(head.required("floor").asLong()).isZero();
        assertThat(head.required("epoch").asLong()).isPositive();
        assertThat(service.get(base + "/snapshot")
                        .lines()
                        .getLast()
                        .required("count")
                        .asLong())
                .isZero();
    }

    @Test
    void changesComeInOrderWithoutHolesFromAnyNumber() {
        UUID id = Uuids.v7();
        device.push(
                Mutation.create("creature", id, "{\"name\":\"Goblin\"}"), Mutation.patch("creature", id, "{\"ac\":1}"));
        device.delete("/api/v1/creatures/" + id);
        device.push(Mutation.delete("creature", Uuids.v7())); // a receipt alone takes no number

        JsonNode all = service.get(base + "/changes?after=0").json();
        JsonNode middle = service.get(base + "/changes?after=1&limit=1").json();
        JsonNode end = service.get(base + "/changes?after=3").json();

        assertThat(numbers(all)).containsExactly(1L, 2L, 3L);
        assertThat(all.required("head").asLong()).isEqualTo(3);
        JsonNode first = all.required("changes").required(0);
        assertThat(first.required("op").asString()).isEqualTo("UPSERT");
        assertThat(first.required("clientId").asString()).isEqualTo("device-1");
        assertThat(first.required("resourceType").asString()).isEqualTo("creature");
        assertThat(first.required("data").required("id").asString()).isEqualTo(id.toString());
        assertThat(first.required("data").required("rev").asLong()).isEqualTo(1);
        assertThat(first.has("mutationId")).isTrue();
        JsonNode last = all.required("changes").required(2);
        assertThat(last.required("op").asString()).isEqualTo("DELETE");
        assertThat(last.has("data")).isFalse();
        assertThat(numbers(middle)).containsExactly(2L);
        assertThat(middle.required("to").asLong()).isEqualTo(2);
        assertThat(numbers(end)).isEmpty();
        assertThat(end.required("to").asLong()).isEqualTo(3);
        assertThat(service.get(base + "/changes?limit=0").status()).isEqualTo(400);
    }

    @Test
    void headsNameTheAccountsThatChanged() {
        String before = java.time.Instant.now().minusSeconds(5).toString();
        device.post("/api/v1/parties", "{\"name\":\"The Company\"}");

        JsonNode heads = service.get("/internal/heads?since=" + before).json();

        assertThat(heads.required("heads").valueStream()).anySatisfy(head -> {
            assertThat(head.required("userId").asString())
                    .isEqualTo(device.account().toString());
            assertThat(head.required("head").asLong()).isEqualTo(1);
        });
        assertThat(heads.required("at").asString()).endsWith("Z");
    }

    @Test
    void internalPathsNeedAServiceToken() {
        assertThat(device.get(base + "/head").status()).isEqualTo(404);
    }

    @Test
    void bkp2_aSnapshotIsOfItsNumberWhateverCameLater() {
        UUID changed = Uuids.v7();
        UUID deleted = Uuids.v7();
        UUID kept = Uuids.v7();
        device.push(
                Mutation.create("creature", changed, "{\"name\":\"Goblin\"}"),
                Mutation.create("creature", deleted, "{\"name\":\"Orc\"}"),
                Mutation.create("party", kept, "{\"name\":\"The Company\"}"));
        device.push(Mutation.update("creature", changed, "{\"name\":\"Hobgoblin\"}"));
        String then = service.get(base + "/snapshot").text();
        device.push(
                Mutation.update("creature", changed, "{\"name\":\"Bugbear\"}"),
                Mutation.update("creature", changed, "{\"name\":\"Ogre\"}"),
                Mutation.delete("creature", deleted),
                Mutation.create("encounter", Uuids.v7(), "{\"name\":\"Bridge\"}"));

        Answer again = service.get(base + "/snapshot?at=4");
        Answer earlier = service.get(base + "/snapshot?at=2");

        assertThat(again.text()).isEqualTo(then);
        assertThat(names(again)).containsExactlyInAnyOrder("Hobgoblin", "Orc", "The Company");
        assertThat(places(again)).isSorted();
        assertThat(again.lines().getLast().required("count").asLong()).isEqualTo(3);
        assertThat(names(earlier)).containsExactlyInAnyOrder("Goblin", "Orc");
        assertThat(service.get(base + "/snapshot?at=9").status()).isEqualTo(400);
        assertThat(names(service.get(base + "/snapshot"))).containsExactly("Ogre", "Bridge", "The Company");
    }

    @Test
    void bkp3_replaceBringsBackASnapshotAsNewRevisions() {
        UUID changed = Uuids.v7();
        UUID deleted = Uuids.v7();
        device.push(
                Mutation.create("creature", changed, "{\"name\":\"Goblin\"}"),
                Mutation.create("creature", deleted, "{\"name\":\"Orc\"}"),
                Mutation.create("party", Uuids.v7(), "{\"name\":\"The Company\"}"));
        Answer snapshot = service.get(base + "/snapshot");
        device.push(
                Mutation.update("creature", changed, "{\"name\":\"Ogre\"}"),
                Mutation.delete("creature", deleted),
                Mutation.create("encounter", Uuids.v7(), "{\"name\":\"Bridge\"}"));

        Answer done = bulk("mode=replace&expectedHead=6", documentsOf(snapshot));

        assertThat(done.status()).as(done.toString()).isEqualTo(200);
        assertCounts(done, 1, 1, 1, 1);
        assertThat(done.json().required("from").asLong()).isEqualTo(6);
        assertThat(done.json().required("to").asLong()).isEqualTo(9);
        assertThat(done.json().required("head").asLong()).isEqualTo(9);
        assertThat(contentOf(service.get(base + "/snapshot"))).isEqualTo(contentOf(snapshot));
        assertThat(numbers(service.get(base + "/changes?after=6").json())).containsExactly(7L, 8L, 9L);
        assertThat(numbers(service.get(base + "/changes?after=7&limit=1").json()))
                .containsExactly(8L);
        assertThat(names(service.get(base + "/snapshot?at=6"))).containsExactly("Ogre", "Bridge", "The Company");
    }

    @Test
    void bkp3_replaceStaysWithinItsTypesAndUpsertDeletesNothing() {
        device.push(
                Mutation.create("creature", Uuids.v7(), "{\"name\":\"Goblin\"}"),
                Mutation.create("party", Uuids.v7(), "{\"name\":\"The Company\"}"));

        assertCounts(bulk("mode=upsert", line("creature", Uuids.v7(), "Orc")), 1, 0, 0, 0);
        assertCounts(bulk("mode=replace&types=creature", ""), 0, 0, 2, 0);
        assertThat(names(service.get(base + "/snapshot"))).containsExactly("The Company");
        Answer outside = bulk("mode=replace&types=creature", line("party", Uuids.v7(), "Others"));
        assertThat(outside.status()).isEqualTo(422);
    }

    @Test
    void bkp3_dryRunCountsAndWritesNothing() {
        device.push(Mutation.create("creature", Uuids.v7(), "{\"name\":\"Goblin\"}"));

        Answer dry = bulk("mode=replace&dryRun=true", line("creature", Uuids.v7(), "Orc"));

        assertCounts(dry, 1, 0, 1, 0);
        assertThat(head()).isEqualTo(1);
        assertThat(names(service.get(base + "/snapshot"))).containsExactly("Goblin");
    }

    @Test
    void bkp3_aMovedHeadIsToldAndNothingIsWritten() {
        device.push(Mutation.create("creature", Uuids.v7(), "{\"name\":\"Goblin\"}"));

        Answer refused = bulk("mode=replace&expectedHead=0", line("creature", Uuids.v7(), "Orc"));

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.problem()).isEqualTo("head-moved");
        assertThat(head()).isEqualTo(1);
    }

    @Test
    void aRepeatedBulkCommitGivesTheFirstAnswer() {
        String query = "mode=upsert&mutationId=" + UUID.randomUUID();
        String body = line("creature", Uuids.v7(), "Orc");

        Answer first = send(query, body);
        device.post("/api/v1/parties", "{\"name\":\"Later\"}");
        Answer again = send(query, body);
        String idle = "mode=upsert&mutationId=" + UUID.randomUUID();
        Answer nothing = send(idle, body);

        assertThat(again.text()).isEqualTo(first.text());
        assertThat(head()).isEqualTo(2);
        assertCounts(nothing, 0, 0, 0, 1);
        assertThat(nothing.json().required("to").asLong()).isEqualTo(2);
        device.post("/api/v1/parties", "{\"name\":\"Still later\"}");
        assertThat(send(idle, body).text()).as("also when nothing changed").isEqualTo(nothing.text());
    }

    @Test
    void aLineThatBreaksARuleRefusesAll() {
        List<String> lines = List.of(
                line("creature", Uuids.v7(), "Fine"),
                "{\"resourceType\":\"creature\",\"resourceId\":\"" + Uuids.v7() + "\",\"data\":{\"ac\":5}}",
                "{\"resourceType\":\"dragon\",\"resourceId\":\"7\"}",
                "not json",
                line("preferences", Uuids.v7(), "x").replace("\"name\":\"x\"", ""));

        Answer refused = bulk("mode=upsert", String.join("\n", lines));

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.problem()).isEqualTo("bulk-rejected");
        assertThat(refused.json()
                        .required("errors")
                        .valueStream()
                        .map(error -> error.required("pointer").asString()))
                .contains("/1/name", "/2/resourceType", "/2/resourceId", "/2/data", "/3", "/4/resourceId");
        assertThat(head()).isZero();
        UUID twice = Uuids.v7();
        assertThat(bulk("mode=upsert", line("creature", twice, "a") + "\n" + line("creature", twice, "b"))
                        .status())
                .isEqualTo(422);
        assertThat(bulk("mode=sideways", "").status()).isEqualTo(400);
        assertThat(bulk("mode=replace&types=dragon", "").status()).isEqualTo(400);
    }

    @Test
    void aBulkCommitLargerThanAnyDocumentOfTheDatabaseIsOneCommit() {
        String notes = "x".repeat(9_500);
        String body = IntStream.range(0, 2500)
                .mapToObj(i ->
                        "{\"resourceType\":\"creature\",\"resourceId\":\"%s\",\"data\":{\"name\":\"C%d\",\"notes\":\"%s\"}}"
                                .formatted(Uuids.v7(), i, notes))
                .collect(Collectors.joining("\n"));
        assertThat(body.length()).isGreaterThan(20_000_000);

        Answer done = bulk("mode=replace", body);
        Answer again = bulk("mode=replace", body);

        assertCounts(done, 2500, 0, 0, 0);
        assertCounts(again, 0, 0, 0, 2500);
        assertThat(service.get(base + "/snapshot")
                        .lines()
                        .getLast()
                        .required("count")
                        .asLong())
                .isEqualTo(2500);
        JsonNode page = service.get(base + "/changes?after=2400&limit=5000").json();
        assertThat(numbers(page)).hasSize(100).startsWith(2401L).endsWith(2500L);
        JsonNode bounded = service.get(base + "/changes?after=0&limit=5000").json();
        assertThat(bounded.required("to").asLong())
                .as("pages are bounded in bytes too")
                .isBetween(500L, 1500L);
    }

    private Answer bulk(String query, String body) {
        return send(query + "&mutationId=" + UUID.randomUUID(), body);
    }

    private Answer send(String query, String body) {
        return service.post(base + "/bulk?" + query, body, "Content-Type", NDJSON);
    }

    private long head() {
        return service.get(base + "/head").json().required("head").asLong();
    }

    private static String line(String type, UUID id, String name) {
        return "{\"resourceType\":\"%s\",\"resourceId\":\"%s\",\"data\":{\"name\":\"%s\"}}".formatted(type, id, name);
    }

    /** The lines of a snapshot that are documents. */
    private static String documentsOf(Answer snapshot) {
        List<String> lines = snapshot.text().lines().toList();
        return String.join("\n", lines.subList(1, lines.size() - 1));
    }

    private static List<String> contentOf(Answer snapshot) {
        return snapshot.lines().stream()
                .filter(line -> line.has("data"))
                .map(line -> line.required("resourceId").asString() + line.required("data"))
                .toList();
    }

    private static List<String> places(Answer snapshot) {
        return snapshot.lines().stream()
                .filter(line -> line.has("data"))
                .map(line -> line.required("resourceType").asString()
                        + line.required("resourceId").asString())
                .toList();
    }

    private static List<String> names(Answer snapshot) {
        return snapshot.lines().stream()
                .filter(line -> line.has("data"))
                .map(line -> line.required("data").required("name").asString())
                .toList();
    }

    private static List<Long> numbers(JsonNode page) {
        List<Long> numbers = new ArrayList<>();
        page.required("changes")
                .forEach(change -> numbers.add(change.required("seq").asLong()));
        return numbers;
    }

    private static void assertCounts(Answer answer, int... counts) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        List<Integer> actual = List.of("created", "updated", "deleted", "unchanged").stream()
                .map(name -> answer.json().required(name).asInt())
                .toList();
        assertThat(actual).isEqualTo(Arrays.stream(counts).boxed().toList());
    }
}
