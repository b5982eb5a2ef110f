package dev.hoard.campaign.resolution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hoard.campaign.fixture.Answer;
import dev.hoard.campaign.fixture.CampaignServiceTest;
import dev.hoard.campaign.fixture.Device;
import dev.hoard.campaign.fixture.Device.Mutation;
import dev.hoard.campaign.fixture.Surroundings;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.id.Uuids;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@CampaignServiceTest
class ConflictsTest {

    @Autowired
    private Surroundings surroundings;

    private final UUID id = Uuids.v7();
    private AccountId account;
    private Device device;

    @BeforeEach
    void start() {
        account = surroundings.newAccount();
        device = surroundings.device(account);
        device.push(Mutation.create("creature", id, "{\"name\":\"Goblin\",\"ac\":10}"));
        device.push(Mutation.update("creature", id, 1, "{\"name\":\"Orc\",\"ac\":11}"));
    }

    @Test
    void sync6_openingAndResolvingTakeANumberAndShowNamesOnly() {
        String conflict = openOnName();
        device.post(path(conflict, "/resolve"), "{\"take\":\"theirs\"}");

        JsonNode changes = changes();

        assertThat(changes).hasSize(6);
        JsonNode opened = changes.get(3);
        JsonNode resolved = changes.get(5);
        for (JsonNode change : List.of(opened, resolved)) {
            assertThat(change.required("resourceType").asString()).isEqualTo("conflict");
            assertThat(change.required("resourceId").asString()).isEqualTo(conflict);
            assertThat(change.required("op").asString()).isEqualTo("UPSERT");
            assertThat(change.required("rev")).isEqualTo(change.required("seq"));
        }
        assertThat(opened.required("data").propertyNames())
                .containsExactlyInAnyOrder("id", "rev", "state", "resourceType", "resourceId", "fields", "openedAt");
        assertThat(opened.required("data").required("state").asString()).isEqualTo("open");
        assertThat(opened.required("data").required("fields").toString()).isEqualTo("[\"/name\"]");
        assertThat(resolved.required("data").required("state").asString()).isEqualTo("resolved");
        assertThat(resolved.required("data").has("resolvedAt")).isTrue();
        assertThat(resolved.required("seq").asLong()).isEqualTo(6);
    }

    @ParameterizedTest
    @CsvSource({"mine", "theirs"})
    void sync6_whereAFieldIsInQuestionADocumentDeletedSinceStaysDeleted(String side) {
        String conflict = openOnName();
        device.delete("/api/v1/creatures/" + id);

        Answer answer = device.post(path(conflict, "/resolve"), "{\"take\":\"" + side + "\"}");

        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(device.get("/api/v1/creatures/" + id).status()).isEqualTo(404);
        JsonNode resolved = device.get(path(conflict, "")).json();
        assertThat(resolved.required("state").asString()).isEqualTo("resolved");
        assertThat(resolved.required("taken").asString()).isEqualTo(side);
    }

    @ParameterizedTest
    @CsvSource({"mine, Elf", "theirs, Orc"})
    void sync6_whereTheWholeDocumentIsInQuestionASideBringsItBack(String side, String name) {
        Answer push = device.push(
                "\"strategy\":\"clientWins\",", Mutation.update("creature", id, 1, "{\"name\":\"Elf\",\"ac\":10}"));
        String conflict = push.result(0).required("conflictId").asString();
        device.delete("/api/v1/creatures/" + id);

        device.post(path(conflict, "/resolve"), "{\"take\":\"" + side + "\"}");

        assertThat(device.get("/api/v1/creatures/" + id).json().required("name").asString())
                .isEqualTo(name);
    }

    @Test
    void sync6_aDocumentOfItsOwnBringsADeletedOneBack() {
        String conflict = openOnName();
        device.delete("/api/v1/creatures/" + id);

        device.post(path(conflict, "/resolve"), "{\"take\":\"document\",\"document\":{\"name\":\"Half-orc\"}}");

        assertThat(device.get("/api/v1/creatures/" + id).json().required("name").asString())
                .isEqualTo("Half-orc");
    }

    @ParameterizedTest
    @CsvSource({
        "notes of one who is gone, mine, gone",
        "notes of one who is gone, theirs, gone",
        "one who is gone, mine, gone",
        "one who is gone, theirs, back"
    })
    void sync6_anElementComesBackOnlyWhereItIsInQuestionItself(String question, String side, String expected) {
        UUID encounter = Uuids.v7();
        String fighter = "0190a0a0-0000-7000-8000-000000000001";
        String fight = "{\"name\":\"Bridge\",\"participants\":[{\"id\":\"" + fighter
                + "\",\"name\":\"Orc\",\"notes\":\"%s\"}]}";
        String without = "{\"name\":\"Bridge\",\"participants\":[]}";
        long first = device.push(Mutation.create("encounter", encounter, fight.formatted("as it was")))
                .result(0)
                .required("rev")
                .asLong();
        device.push(Mutation.update("encounter", encounter, fight.formatted("theirs")));
        boolean whole = question.startsWith("one");
        Answer push =
                device.push(Mutation.update("encounter", encounter, first, whole ? without : fight.formatted("mine")));
        String conflict = push.result(0).required("conflictId").asString();
        assertThat(device.get(path(conflict, "")).json().required("fields").toString())
                .isEqualTo("[\"/participants/" + fighter + (whole ? "" : "/notes") + "\"]");
        device.push(Mutation.update("encounter", encounter, without));

        Answer answer = device.post(path(conflict, "/resolve"), "{\"take\":\"" + side + "\"}");

        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        JsonNode participants =
                device.get("/api/v1/encounters/" + encounter).json().required("participants");
        if (expected.equals("gone")) {
            assertThat(participants).isEmpty();
            return;
        }
        assertThat(participants).hasSize(1);
        assertThat(participants.get(0).required("notes").asString()).isEqualTo("theirs");
    }

    @Test
    void sync6_takingMineWhereTheServerWonMakesTheWholeDocumentMine() {
        Answer push = device.push(
                "\"strategy\":\"serverWins\",", Mutation.update("creature", id, 1, "{\"name\":\"Elf\",\"ac\":10}"));
        String conflict = push.result(0).required("conflictId").asString();
        device.push(Mutation.patch("creature", id, "{\"notes\":\"since\"}"));

        Answer answer = device.post(path(conflict, "/resolve"), "{\"take\":\"mine\"}");

        JsonNode document = device.get("/api/v1/creatures/" + id).json();
        assertThat(answer.json().required("document")).isEqualTo(document);
        assertThat(document.required("name").asString()).isEqualTo("Elf");
        assertThat(document.required("ac").asInt()).isEqualTo(10);
        assertThat(document.has("notes")).isFalse();
    }

    @Test
    void sync6_aConflictTellsWhoOpenedItAndItsResolutionWhereTheAccountIs() {
        UUID mutationId = UUID.randomUUID();
        String conflict = device.push(Mutation.of(
                        mutationId, "UPDATE", "creature", id, ",\"baseRev\":1,\"data\":{\"name\":\"Elf\",\"ac\":10}"))
                .result(0)
                .required("conflictId")
                .asString();

        JsonNode opened = device.get(path(conflict, "")).json();
        JsonNode resolved =
                device.post(path(conflict, "/resolve"), "{\"take\":\"theirs\"}").json();

        assertThat(opened.required("mutationId").asString()).isEqualTo(mutationId.toString());
        assertThat(opened.required("clientId").asString()).isEqualTo("device-1");
        JsonNode now = device.push().json();
        assertThat(resolved.required("head")).isEqualTo(now.required("head"));
        assertThat(resolved.required("head").asLong())
                .as("two revisions, the merge, its record, the taken side, the decision")
                .isEqualTo(6);
        assertThat(resolved.required("epoch")).isEqualTo(now.required("epoch"));
    }

    @Test
    void sync6_aDocumentOfItsOwnDecidesOnceToo() {
        String conflict = openOnName();
        String decision = "{\"take\":\"document\",\"document\":{\"name\":\"%s\"}}";
        Answer first = device.post(path(conflict, "/resolve"), decision.formatted("Half-orc"));

        Answer again = device.post(path(conflict, "/resolve"), decision.formatted("Half-orc"));
        Answer otherwise = device.post(path(conflict, "/resolve"), decision.formatted("Half-elf"));

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json()).isEqualTo(first.json());
        assertThat(otherwise.status()).isEqualTo(409);
        assertThat(otherwise.problem()).isEqualTo("conflict");
        assertThat(device.get("/api/v1/creatures/" + id).json().required("name").asString())
                .isEqualTo("Half-orc");
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=501", "limit=many", "page=elsewhere", "state=lost"})
    void sync6_aListThatCannotBeIsRefused(String query) {
        Answer answer = device.get("/api/v1/sync/conflicts?" + query);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("Content-Type")).hasValue("application/problem+json");
    }

    @Test
    void sync6_theIdFollowsFromTheMutation() {
        UUID mutationId = UUID.randomUUID();

        Answer answer = device.push(Mutation.of(
                mutationId, "UPDATE", "creature", id, ",\"baseRev\":1,\"data\":{\"name\":\"Elf\",\"ac\":10}"));

        assertThat(answer.result(0).required("conflictId").asString())
                .isEqualTo(Uuids.v5(mutationId, "conflict").toString());
    }

    @ParameterizedTest
    @CsvSource({"mine, Elf", "theirs, Orc"})
    void sync6_takingASideSetsItsFieldsInWhatTheDocumentHasBecome(String side, String name) {
        String conflict = openOnName();
        device.push(Mutation.patch("creature", id, "{\"name\":\"Troll\",\"notes\":\"since\"}"));

        Answer answer = device.post(path(conflict, "/resolve"), "{\"take\":\"" + side + "\"}");

        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        JsonNode document = device.get("/api/v1/creatures/" + id).json();
        assertThat(answer.json().required("document")).isEqualTo(document);
        assertThat(document.required("name").asString()).isEqualTo(name);
        assertThat(document.required("notes").asString()).isEqualTo("since");
        assertThat(document.required("ac").asInt()).isEqualTo(11);
        JsonNode resolved = device.get(path(conflict, "")).json();
        assertThat(resolved.required("state").asString()).isEqualTo("resolved");
        assertThat(resolved.required("taken").asString()).isEqualTo(side);
        assertThat(answer.json().required("conflict")).isEqualTo(resolved);
    }

    @Test
    void sync6_aDocumentOfItsOwnReplacesTheCurrentOne() {
        String conflict = openOnName();

        Answer answer =
                device.post(path(conflict, "/resolve"), "{\"take\":\"document\",\"document\":{\"name\":\"Half-orc\"}}");

        assertThat(answer.status()).isEqualTo(200);
        JsonNode document = device.get("/api/v1/creatures/" + id).json();
        assertThat(document.required("name").asString()).isEqualTo("Half-orc");
        assertThat(document.has("ac")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"mine, 404", "theirs, 200"})
    void sync6_theSidesOfADeletionAreTheDocumentAndNone(String side, int status) {
        Answer push = device.push(Mutation.delete("creature", id, 1));
        String conflict = push.result(0).required("conflictId").asString();

        device.post(path(conflict, "/resolve"), "{\"take\":\"" + side + "\"}");

        assertThat(device.get("/api/v1/creatures/" + id).status()).isEqualTo(status);
    }

    @Test
    void sync6_resolvingIsRepeatableAndDecidesOnce() {
        String conflict = openOnName();
        Answer first = device.post(path(conflict, "/resolve"), "{\"take\":\"theirs\"}");
        device.push(Mutation.update("creature", id, "{\"name\":\"Troll\"}"));

        Answer again = device.post(path(conflict, "/resolve"), "{\"take\":\"theirs\"}");
        Answer otherwise = device.post(path(conflict, "/resolve"), "{\"take\":\"mine\"}");

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json().required("conflict")).isEqualTo(first.json().required("conflict"));
        assertThat(again.json().required("document")).isEqualTo(first.json().required("document"));
        assertThat(otherwise.status()).isEqualTo(409);
        assertThat(device.get("/api/v1/creatures/" + id).json().required("name").asString())
                .isEqualTo("Troll");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"take\":\"mine\"}|Elf",
                "{\"take\":\"theirs\"}|Orc",
                "{\"take\":\"document\",\"document\":{\"name\":\"Half-orc\"}}|Half-orc"
            })
    void data4_aLapsedAccountResolvesWhatItHas(String decision, String name) {
        String conflict = openOnName();

        Answer answer = surroundings.freeDevice(account).post(path(conflict, "/resolve"), decision);

        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(device.get("/api/v1/creatures/" + id).json().required("name").asString())
                .isEqualTo(name);
    }

    @Test
    void err2_anothersConflictDoesNotExist() {
        String conflict = openOnName();
        Device other = surroundings.newDevice();

        assertThat(other.get(path(conflict, "")).status()).isEqualTo(404);
        assertThat(other.post(path(conflict, "/resolve"), "{\"take\":\"mine\"}").status())
                .isEqualTo(404);
        assertThat(other.get("/api/v1/sync/conflicts").text()).isEqualTo("{\"conflicts\":[]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|/take",
                "{\"take\":\"both\"}|/take",
                "{\"take\":\"document\"}|/document",
                "{\"take\":\"document\",\"document\":{\"ac\":3}}|/document/name",
                "{\"take\":\"mine\",\"more\":1}|/more"
            })
    void err3_aResolutionThatBreaksARuleDecidesNothing(String body, String pointer) {
        String conflict = openOnName();

        Answer answer = device.post(path(conflict, "/resolve"), body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json()
                        .required("errors")
                        .required(0)
                        .required("pointer")
                        .asString())
                .isEqualTo(pointer);
        assertThat(device.get(path(conflict, "")).json().required("state").asString())
                .isEqualTo("open");
    }

    @Test
    void sync6_conflictsAreListedInPagesAndByState() {
        String first = openOnName();
        String second = openOnName();
        String third = openOnName();
        device.post(path(second, "/resolve"), "{\"take\":\"mine\"}");

        Answer page = device.get("/api/v1/sync/conflicts?limit=2");
        Answer rest = device.get("/api/v1/sync/conflicts?limit=2&page="
                + page.json().required("nextPage").asString());

        assertThat(ids(page)).containsExactly(first, second);
        assertThat(ids(rest)).containsExactly(third);
        assertThat(rest.json().has("nextPage")).isFalse();
        assertThat(page.json().required("conflicts").get(0).has("mine"))
                .as("names only")
                .isFalse();
        assertThat(ids(device.get("/api/v1/sync/conflicts?state=open"))).containsExactly(first, third);
        assertThat(ids(device.get("/api/v1/sync/conflicts?state=resolved"))).containsExactly(second);
    }

    @Test
    void sync6_exportsGetThemWholeAndSnapshotsNotAtAll() {
        String conflict = openOnName();

        List<JsonNode> lines = surroundings
                .service(account)
                .get("/internal/accounts/" + account + "/conflicts")
                .lines();
        List<JsonNode> snapshot = surroundings
                .service(account)
                .get("/internal/accounts/" + account + "/snapshot")
                .lines();

        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst()).isEqualTo(device.get(path(conflict, "")).json());
        assertThat(lines.getLast().required("count").asInt()).isEqualTo(1);
        assertThat(snapshot).hasSize(3);
        assertThat(snapshot.get(1).required("resourceType").asString()).isEqualTo("creature");
    }

    /** Two devices name the creature; the later push has its way. */
    private String openOnName() {
        long rev = device.get("/api/v1/creatures/" + id).rev();
        String base =
                device.get("/api/v1/creatures/" + id).json().required("name").asString();
        if (!base.equals("Orc")) {
            device.push(Mutation.patch("creature", id, rev, "{\"name\":\"Orc\"}"));
        }
        Answer push = device.push(Mutation.update("creature", id, 1, "{\"name\":\"Elf\",\"ac\":10}"));
        assertThat(push.statuses()).containsExactly("conflict");
        return push.result(0).required("conflictId").asString();
    }

    private JsonNode changes() {
        return surroundings
                .service(account)
                .get("/internal/accounts/" + account + "/changes")
                .json()
                .required("changes");
    }

    private static List<String> ids(Answer page) {
        return StreamSupport.stream(page.json().required("conflicts").spliterator(), false)
                .map(conflict -> conflict.required("id").asString())
                .toList();
    }

    private static String path(String conflict, String rest) {
        return "/api/v1/sync/conflicts/" + conflict + rest;
    }
}
