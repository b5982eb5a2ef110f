package dev.hoard.campaign.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hoard.campaign.fixture.Answer;
import dev.hoard.campaign.fixture.CampaignServiceTest;
import dev.hoard.campaign.fixture.Device;
import dev.hoard.campaign.fixture.Surroundings;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.id.Uuids;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@CampaignServiceTest
class ResourcesTest {

    private static final String GOBLIN = "{\"name\":\"Goblin\",\"kind\":\"monster\",\"maxHp\":7}";

    @Autowired
    private Surroundings surroundings;

    @Test
    void data1_aDocumentIsCreatedReadReplacedPatchedAndDeleted() {
        Device device = surroundings.newDevice();

        Answer created = device.post("/api/v1/creatures", GOBLIN);
        assertThat(created.status()).as(created.toString()).isEqualTo(201);
        String path = created.header("Location").orElseThrow();
        assertThat(path)
                .isEqualTo("/api/v1/creatures/" + created.json().required("id").asString());
        assertThat(created.etag()).isEqualTo("\"1\"");
        assertThat(created.json().required("schemaVersion").asInt()).isEqualTo(1);
        assertThat(created.json().required("createdAt").asString()).matches("\\d{4}-..-..T..:..:..\\.\\d{3}Z");

        assertThat(device.get(path).text()).isEqualTo(created.text());

        Answer replaced = device.put(path, "{\"name\":\"Goblin Boss\",\"maxHp\":21}");
        assertThat(replaced.status()).isEqualTo(200);
        assertThat(replaced.rev()).isEqualTo(2);
        assertThat(replaced.json().has("kind")).isFalse();
        assertThat(replaced.json().get("createdAt")).isEqualTo(created.json().get("createdAt"));

        Answer patched =
                device.patch(path, "{\"maxHp\":null,\"ac\":17}", "Content-Type", "application/merge-patch+json");
        assertThat(patched.status()).isEqualTo(200);
        assertThat(patched.json().has("maxHp")).isFalse();
        assertThat(patched.json().required("ac").asInt()).isEqualTo(17);
        assertThat(patched.json().required("name").asString()).isEqualTo("Goblin Boss");

        assertThat(device.delete(path).status()).isEqualTo(204);
        assertThat(device.get(path).status()).isEqualTo(404);
        assertThat(device.patch(path, "{\"ac\":1}").status()).isEqualTo(404);
        assertThat(device.delete(path).status()).as("deleting again").isEqualTo(204);
        assertThat(device.delete("/api/v1/creatures/" + UUID.randomUUID()).status())
                .isEqualTo(404);
    }

    @Test
    void data1_putCreatesUnderTheClientsId() {
        Device device = surroundings.newDevice();
        String path = "/api/v1/parties/" + Uuids.v7();

        Answer created = device.put(path, "{\"name\":\"The Company\"}");

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("Location")).hasValue(path);
        assertThat(device.put(path, created.text()).rev())
                .as("what was read may be sent back, and changes nothing")
                .isEqualTo(1);
    }

    @Test
    void data1_postCreatesUnderTheClientsIdToo() {
        UUID id = Uuids.v7();

        Answer created = surroundings
                .newDevice()
                .post("/api/v1/parties", "{\"id\":\"%s\",\"name\":\"The Company\"}".formatted(id));

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("Location")).hasValue("/api/v1/parties/" + id);
        assertThat(created.json().required("id").asString()).isEqualTo(id.toString());
    }

    @Test
    void data1_updatedAfterMeansAfter() {
        Device device = surroundings.newDevice();
        String list = "/api/v1/creatures?updatedAfter=";
        Instant first = Instant.parse(device.post("/api/v1/creatures", GOBLIN)
                .json()
                .required("updatedAt")
                .asString());
        await().until(() -> Instant.now().isAfter(first.plusMillis(1)));
        device.post("/api/v1/creatures", "{\"name\":\"Orc\"}");

        assertThat(namesOf(device.get(list + first), "creatures")).containsExactly("Orc");
        assertThat(namesOf(device.get(list + first.minusMillis(1)), "creatures"))
                .containsExactlyInAnyOrder("Goblin", "Orc");
        assertThat(device.get(list + "yesterday").status()).isEqualTo(400);
    }

    @Test
    void data1_postOfAnIdThatLivesIsAConflictUnlessItSaysTheSame() {
        Device device = surroundings.newDevice();
        String body = "{\"id\":\"%s\",\"name\":\"Goblin\"}".formatted(Uuids.v7());
        device.post("/api/v1/creatures", body);

        Answer same = device.post("/api/v1/creatures", body);
        Answer other = device.post("/api/v1/creatures", body.replace("Goblin", "Orc"));

        assertThat(same.status()).isEqualTo(200);
        assertThat(same.rev()).isEqualTo(1);
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.json().required("document").required("name").asString())
                .isEqualTo("Goblin");
    }

    @Test
    void data1_listsPageThroughLiveDocumentsOfOneType() {
        Device device = surroundings.newDevice();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(device.post("/api/v1/parties", "{\"name\":\"Party " + i + "\"}")
                    .json()
                    .required("id")
                    .asString());
        }
        device.delete("/api/v1/parties/" + ids.remove(2));
        device.post("/api/v1/creatures", GOBLIN);

        Answer first = device.get("/api/v1/parties?limit=3");
        Answer second = device.get("/api/v1/parties?limit=3&page="
                + first.json().required("nextPage").asString());

        assertThat(idsOf(first, "parties")).hasSize(3);
        assertThat(second.json().has("nextPage")).isFalse();
        List<String> seen = new ArrayList<>(idsOf(first, "parties"));
        seen.addAll(idsOf(second, "parties"));
        assertThat(seen).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void data1_listsAreFiltered() {
        Device device = surroundings.newDevice();
        device.post("/api/v1/encounters", "{\"name\":\"Bridge\",\"status\":\"active\"}");
        device.post("/api/v1/encounters", "{\"name\":\"Cave\",\"status\":\"planning\"}");
        device.post("/api/v1/creatures", "{\"name\":\"Goblin\",\"isTemplate\":true}");
        device.post("/api/v1/creatures", "{\"name\":\"Gnoll\",\"isTemplate\":false}");
        Answer last = device.post("/api/v1/creatures", "{\"name\":\"Orc\"}");
        String at = last.json().required("updatedAt").asString();

        assertThat(namesOf(device.get("/api/v1/encounters?status=active"), "encounters"))
                .containsExactly("Bridge");
        assertThat(namesOf(device.get("/api/v1/creatures?isTemplate=true"), "creatures"))
                .containsExactly("Goblin");
        assertThat(namesOf(device.get("/api/v1/creatures?isTemplate=false"), "creatures"))
                .containsExactlyInAnyOrder("Gnoll", "Orc");
        assertThat(namesOf(device.get("/api/v1/creatures?name=g"), "creatures"))
                .containsExactlyInAnyOrder("Goblin", "Gnoll");
        assertThat(namesOf(device.get("/api/v1/creatures?updatedAfter=" + at), "creatures"))
                .isEmpty();
        assertThat(device.get("/api/v1/encounters?status=over").problem()).isEqualTo("bad-request");
        assertThat(device.get("/api/v1/creatures?limit=0").problem()).isEqualTo("bad-request");
        assertThat(device.get("/api/v1/creatures?limit=many").status()).isEqualTo(400);
        assertThat(device.get("/api/v1/creatures?page=nonsense").problem()).isEqualTo("invalid-cursor");
    }

    @Test
    void data1_preferencesAreOneDocumentWithTheAccountsId() {
        Device device = surroundings.newDevice();
        assertThat(device.get("/api/v1/preferences").status()).isEqualTo(404);

        Answer created = device.put("/api/v1/preferences", "{\"theme\":\"dark\",\"keybindings\":{\"next\":\"n\"}}");

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("Location")).hasValue("/api/v1/preferences");
        assertThat(created.json().required("id").asString())
                .isEqualTo(device.account().toString());
        assertThat(device.patch("/api/v1/preferences", "{\"theme\":\"light\"}")
                        .json()
                        .required("theme")
                        .asString())
                .isEqualTo("light");
        assertThat(device.delete("/api/v1/preferences").status()).isEqualTo(204);
    }

    @Test
    void data1_twoAccountsMayHoldTheSameIdAndLearnNothingOfEachOther() {
        Device one = surroundings.newDevice();
        Device other = surroundings.newDevice();
        String path = "/api/v1/creatures/" + Uuids.v7();
        one.put(path, GOBLIN);

        assertThat(other.get(path).status()).isEqualTo(404);
        assertThat(other.patch(path, "{\"name\":\"Mine\"}").status()).isEqualTo(404);
        assertThat(other.delete(path).status()).isEqualTo(404);
        assertThat(other.put(path, "{\"name\":\"Mine\"}").status()).isEqualTo(201);

        assertThat(one.get(path).json().required("name").asString()).isEqualTo("Goblin");
        assertThat(other.get(path).json().required("name").asString()).isEqualTo("Mine");
    }

    @Test
    void data2_ifMatchWritesOnlyOverTheRevisionItNames() {
        Device device = surroundings.newDevice();
        String path = "/api/v1/creatures/" + Uuids.v7();
        assertThat(device.put(path, GOBLIN, "If-Match", "*").problem()).isEqualTo("precondition-failed");
        device.put(path, GOBLIN);
        device.put(path, "{\"name\":\"Orc\"}", "If-Match", "\"1\"");

        for (Answer refused : List.of(
                device.put(path, GOBLIN, "If-Match", "\"1\""),
                device.put(path, GOBLIN, "If-Match", "W/\"2\""),
                device.patch(path, "{\"ac\":9}", "If-Match", "\"1\""),
                device.delete(path, "If-Match", "\"1\""))) {
            assertThat(refused.status()).as(refused.toString()).isEqualTo(412);
            assertThat(refused.etag()).isEqualTo("\"2\"");
            assertThat(refused.json().required("document").required("name").asString())
                    .isEqualTo("Orc");
        }
        assertThat(device.patch(path, "{\"ac\":9}", "If-Match", "\"7\", \"2\"").rev())
                .isEqualTo(3);
        assertThat(device.delete(path, "If-Match", "\"3\"").status()).isEqualTo(204);
    }

    @Test
    void data2_ifNoneMatchCreatesOnlyAndSparesReaders() {
        Device device = surroundings.newDevice();
        String path = "/api/v1/creatures/" + Uuids.v7();
        assertThat(device.put(path, GOBLIN, "If-None-Match", "*").status()).isEqualTo(201);

        assertThat(device.put(path, GOBLIN, "If-None-Match", "*").status()).isEqualTo(412);
        Answer unchanged = device.get(path, "If-None-Match", "\"1\"");
        assertThat(unchanged.status()).isEqualTo(304);
        assertThat(unchanged.text()).isEmpty();
        assertThat(device.get(path, "If-None-Match", "\"9\"").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/creatures/0190a0a0-0000-7000-8000-000000000001", "/api/v1/preferences"})
    void data2_everyRepresentationHasItsTagAndEveryWriteItsConditions(String path) {
        Device device = surroundings.newDevice();
        String before = path.endsWith("preferences") ? "{\"theme\":\"dark\"}" : GOBLIN;
        String after = path.endsWith("preferences") ? "{\"theme\":\"light\"}" : "{\"name\":\"Orc\"}";

        Answer created = device.put(path, before, "If-None-Match", "*");
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.etag()).isEqualTo("\"1\"");
        assertRefusedAt(1, device.put(path, after, "If-None-Match", "*"));

        Answer replaced = device.put(path, after, "If-Match", "\"1\"");
        assertThat(replaced.status()).isEqualTo(200);
        assertThat(replaced.etag()).isEqualTo("\"2\"");
        assertThat(device.patch(path, before, "If-Match", "\"2\"").etag()).isEqualTo("\"3\"");
        assertRefusedAt(3, device.put(path, after, "If-Match", "\"1\""));
        assertRefusedAt(3, device.patch(path, after, "If-Match", "\"2\""));
        assertRefusedAt(3, device.delete(path, "If-Match", "\"2\""));

        assertThat(device.get(path).etag()).isEqualTo("\"3\"");
        Answer unchanged = device.get(path, "If-None-Match", "\"3\"");
        assertThat(unchanged.status()).isEqualTo(304);
        assertThat(unchanged.etag()).isEqualTo("\"3\"");
        assertThat(device.get(path, "If-None-Match", "\"2\"").status()).isEqualTo(200);
        assertThat(device.delete(path, "If-Match", "\"3\"").status()).isEqualTo(204);
    }

    @Test
    void data2_aPutRevivesATombstoneOnlyWhenItSaysSo() {
        Device device = surroundings.newDevice();
        String path = "/api/v1/creatures/" + Uuids.v7();
        device.put(path, GOBLIN);
        device.delete(path);

        Answer refused = device.put(path, GOBLIN);
        assertThat(refused.status()).isEqualTo(412);
        assertThat(refused.json().required("document").has("deletedAt")).isTrue();
        assertThat(device.put(path, GOBLIN, "If-Match", "\"2\"").status()).isEqualTo(412);

        Answer revived = device.put(path, GOBLIN, "If-None-Match", "*");
        assertThat(revived.status()).isEqualTo(201);
        assertThat(revived.rev()).isEqualTo(3);
    }

    @Test
    void data3_aRepeatedKeyGivesTheFirstAnswerAndWritesNothing() {
        Device device = surroundings.newDevice();
        String[] key = {"Idempotency-Key", "once"};

        Answer first = device.post("/api/v1/creatures", GOBLIN, key);
        String path = first.header("Location").orElseThrow();
        device.put(path, "{\"name\":\"Orc\"}");
        Answer again = device.post("/api/v1/creatures", GOBLIN, key);

        assertThat(again.status()).isEqualTo(201);
        assertThat(again.text()).isEqualTo(first.text());
        assertThat(again.etag()).isEqualTo(first.etag());
        assertThat(again.header("Location")).isEqualTo(first.header("Location"));
        assertThat(device.get(path).json().required("name").asString()).isEqualTo("Orc");

        Answer reused = device.post("/api/v1/creatures", "{\"name\":\"Elf\"}", key);
        assertThat(reused.status()).isEqualTo(422);
        assertThat(reused.problem()).isEqualTo("idempotency-key-reused");
        assertThat(device.delete(path, "Idempotency-Key", "gone").status()).isEqualTo(204);
        assertThat(device.delete(path, "Idempotency-Key", "gone").status()).isEqualTo(204);
    }

    @ParameterizedTest
    @CsvSource({"PUT, false", "PUT, true", "PATCH, false", "PATCH, true"})
    void data3_anEditSentAgainGivesTheFirstAnswerAndUndoesNothing(String method, boolean conditional) {
        Device device = surroundings.newDevice();
        String path = "/api/v1/creatures/" + Uuids.v7();
        device.put(path, GOBLIN);
        String[] headers = conditional
                ? new String[] {"Idempotency-Key", "once", "If-Match", "\"1\""}
                : new String[] {"Idempotency-Key", "once"};

        Answer first = device.send(method, path, BodyPublishers.ofString("{\"name\":\"Orc\"}"), headers);
        device.patch(path, "{\"name\":\"Troll\"}");
        Answer again = device.send(method, path, BodyPublishers.ofString("{\"name\":\"Orc\"}"), headers);

        assertThat(first.status()).as(first.toString()).isEqualTo(200);
        assertThat(again.status()).as(again.toString()).isEqualTo(200);
        assertThat(again.text()).isEqualTo(first.text());
        assertThat(again.etag()).isEqualTo("\"2\"");
        Answer now = device.get(path);
        assertThat(now.rev()).isEqualTo(3);
        assertThat(now.json().required("name").asString()).isEqualTo("Troll");
    }

    @Test
    void data3_aDeletionSentAgainLeavesWhatWasCreatedSince() {
        Device device = surroundings.newDevice();
        String path = "/api/v1/creatures/" + Uuids.v7();
        device.put(path, GOBLIN);
        device.delete(path, "Idempotency-Key", "gone");
        device.put(path, "{\"name\":\"Orc\"}", "If-None-Match", "*");

        assertThat(device.delete(path, "Idempotency-Key", "gone").status()).isEqualTo(204);

        assertThat(device.get(path).json().required("name").asString()).isEqualTo("Orc");
    }

    @Test
    void data3_aKeyIsThatOfOneRequestNotOfItsBodyAlone() {
        Device device = surroundings.newDevice();
        UUID id = Uuids.v7();
        String path = "/api/v1/creatures/" + id;
        String body = "{\"id\":\"%s\",\"name\":\"Goblin\"}".formatted(id);
        String[] key = {"Idempotency-Key", "once"};
        device.post("/api/v1/creatures", body, key);

        for (Answer refused : List.of(
                device.put(path, body, key),
                device.patch(path, body, key),
                device.delete(path, key),
                device.put("/api/v1/creatures/" + Uuids.v7(), GOBLIN, key),
                device.put("/api/v1/parties/" + id, "{\"name\":\"Goblin\"}", key))) {
            assertThat(refused.status()).as(refused.toString()).isEqualTo(422);
            assertThat(refused.problem()).isEqualTo("idempotency-key-reused");
        }
        assertThat(device.get(path).rev()).isEqualTo(1);
    }

    @Test
    void data4_aFreeAccountReadsAndDeletesButWritesNothing() {
        AccountId account = surroundings.newAccount();
        Device paying = surroundings.device(account);
        String path = "/api/v1/creatures/" + Uuids.v7();
        paying.put(path, GOBLIN);
        paying.put("/api/v1/preferences", "{\"theme\":\"dark\"}");
        Device lapsed = surroundings.freeDevice(account);

        for (Answer refused : List.of(
                lapsed.post("/api/v1/creatures", GOBLIN),
                lapsed.put(path, "{\"name\":\"Orc\"}"),
                lapsed.patch(path, "{\"ac\":3}"),
                lapsed.put("/api/v1/preferences", "{\"theme\":\"light\"}"),
                lapsed.patch("/api/v1/preferences", "{\"theme\":\"light\"}"))) {
            assertThat(refused.status()).as(refused.toString()).isEqualTo(402);
            assertThat(refused.problem()).isEqualTo("premium-required");
            assertThat(refused.json().required("detail").asString())
                    .as("ERR-4: what still works")
                    .contains("Reading", "pulling", "exporting", "deleting", "resolving");
        }
        assertThat(lapsed.get("/api/v1/preferences").json().required("theme").asString())
                .isEqualTo("dark");
        assertThat(lapsed.delete("/api/v1/preferences").status()).isEqualTo(204);
        assertThat(lapsed.get(path).rev()).isEqualTo(1);
        assertThat(lapsed.get("/api/v1/creatures").status()).isEqualTo(200);
        assertThat(lapsed.delete(path).status()).isEqualTo(204);
    }

    @Test
    void err3_aBodyOfTheWrongKindIsRefused() {
        Device device = surroundings.newDevice();

        assertThat(device.post("/api/v1/creatures", GOBLIN, "Content-Type", "text/plain")
                        .status())
                .isEqualTo(415);
        assertThat(device.post("/api/v1/creatures", GOBLIN, "Content-Encoding", "br")
                        .status())
                .isEqualTo(415);
        assertThat(device.post("/api/v1/creatures", GOBLIN, "Content-Encoding", "gzip")
                        .status())
                .isEqualTo(400);
        assertThat(device.send("POST", "/api/v1/creatures", BodyPublishers.ofByteArray(new byte[200_000]))
                        .status())
                .isEqualTo(413);
        assertThat(device.get("/api/v1/creatures/not-an-id").status()).isEqualTo(400);
        assertThat(device.get("/api/v1/creatures").json().required("creatures").size())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({"/api/v1/creatures", "/api/v1/sync/push"})
    void err3_malformedJsonIsToldWithLineAndColumn(String path) {
        Answer answer = surroundings.newDevice().post(path, "{\"name\":\"Goblin\",\n  \"ac\":12,]}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.problem()).isEqualTo("malformed-json");
        assertThat(answer.json().required("detail").asString()).contains("line 2, column 11");
    }

    @Test
    void err4_whileTheDatabaseDoesNotAnswerTheClientIsAskedToTryAgain() {
        Answer answer = surroundings.newDevice().get("/api/v1/outage");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.problem()).isEqualTo("unavailable");
        assertThat(answer.header("Retry-After")).hasValue("2");
        assertThat(answer.text()).doesNotContain("mongodb.internal");
    }

    /** 412, with the document as it is. */
    private static void assertRefusedAt(long rev, Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(412);
        assertThat(answer.problem()).isEqualTo("precondition-failed");
        assertThat(answer.etag()).isEqualTo("\"" + rev + "\"");
        assertThat(answer.json().required("document").required("rev").asLong()).isEqualTo(rev);
    }

    private static List<String> idsOf(Answer list, String member) {
        return list.json()
                .required(member)
                .valueStream()
                .map(each -> each.required("id").asString())
                .toList();
    }

    private static List<String> namesOf(Answer list, String member) {
        return list.json()
                .required(member)
                .valueStream()
                .map((JsonNode each) -> each.required("name").asString())
                .toList();
    }
}
