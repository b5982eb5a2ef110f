package dev.hoard.campaign.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import com.mongodb.client.MongoDatabase;
import dev.hoard.campaign.fixture.Answer;
import dev.hoard.campaign.fixture.CampaignServiceTest;
import dev.hoard.campaign.fixture.Device;
import dev.hoard.campaign.fixture.Device.Mutation;
import dev.hoard.campaign.fixture.Surroundings;
import dev.hoard.platform.cursor.CursorText;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.id.Uuids;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@CampaignServiceTest
class PushTest {

    private static final String GOBLIN = "{\"name\":\"Goblin\",\"maxHp\":7}";
    private static final String ORC = "{\"name\":\"Orc\"}";

    @Autowired
    private Surroundings surroundings;

    @Autowired
    private MongoDatabase database;

    @Test
    void sync2_mutationsTakeConsecutiveNumbersInTheirOrder() {
        Device device = surroundings.newDevice();
        List<UUID> ids = IntStream.range(0, 3).mapToObj(i -> Uuids.v7()).toList();

        Answer answer = device.push(
                Mutation.create("creature", ids.get(0), GOBLIN),
                Mutation.create("party", ids.get(1), "{\"name\":\"The Company\"}"),
                Mutation.create("encounter", ids.get(2), "{\"name\":\"Bridge\"}"));

        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.statuses()).containsExactly("applied", "applied", "applied");
        for (int i = 0; i < 3; i++) {
            assertThat(answer.result(i).required("rev").asLong()).isEqualTo(i + 1);
            assertThat(answer.result(i).required("resourceId").asString())
                    .isEqualTo(ids.get(i).toString());
            assertThat(answer.result(i).has("document")).as("nothing to tell").isFalse();
        }
        assertThat(answer.json().required("head").asLong()).isEqualTo(3);
        assertThat(answer.json().required("epoch").asLong()).isPositive();
    }

    @Test
    void sync2_createOfALiveIdIsAppliedIfEqualAndAConflictIfNot() {
        Device device = surroundings.newDevice();
        UUID id = Uuids.v7();
        device.push(Mutation.create("creature", id, GOBLIN));

        Answer answer = device.push(
                Mutation.create("creature", id, "{\"maxHp\":7.0e0,\"name\":\"Goblin\"}".replace("7.0e0", "7")),
                Mutation.create("creature", id, ORC));

        assertThat(answer.statuses()).containsExactly("applied", "conflict");
        assertThat(answer.result(0).required("rev").asLong()).isEqualTo(1);
        assertThat(answer.result(1).required("rev").asLong())
                .as("the later push has the document")
                .isEqualTo(2);
        assertThat(conflict(device, answer, 1)
                        .required("theirs")
                        .required("name")
                        .asString())
                .isEqualTo("Goblin");
        assertThat(answer.json().required("head").asLong()).isEqualTo(3);
    }

    @Test
    void sync2_updateWithoutBaseRevIsLastWriteWins() {
        Device device = surroundings.newDevice();
        UUID id = Uuids.v7();
        device.push(Mutation.create("creature", id, GOBLIN));

        Answer answer = device.push(Mutation.update("creature", id, ORC), Mutation.update("creature", id, ORC));

        assertThat(answer.statuses()).containsExactly("applied", "applied");
        assertThat(answer.result(1).required("rev").asLong())
                .as("nothing left to change")
                .isEqualTo(2);
        assertThat(name(device, id)).isEqualTo("Orc");
    }

    @Test
    void sync2_updateOfAMissingIdCreatesItIfWhole() {
        Device device = surroundings.newDevice();

        Answer answer = device.push(
                Mutation.update("creature", Uuids.v7(), GOBLIN),
                Mutation.patch("creature", Uuids.v7(), 3, ORC),
                Mutation.patch("creature", Uuids.v7(), "{\"ac\":12}"));

        assertThat(answer.statuses()).containsExactly("applied", "applied", "rejected");
        assertThat(answer.result(2)
                        .required("problem")
                        .required("errors")
                        .required(0)
                        .required("pointer")
                        .asString())
                .isEqualTo("/patch/name");
    }

    @Test
    void sync2_updateOfADeletedDocumentIsAConflictAndDeleteOfNoneIsApplied() {
        Device device = surroundings.newDevice();
        UUID id = Uuids.v7();
        device.push(Mutation.create("creature", id, GOBLIN));

        Answer answer = device.push(
                Mutation.delete("creature", id, 1),
                Mutation.delete("creature", id),
                Mutation.delete("creature", Uuids.v7()));
        Answer edit = device.push(Mutation.update("creature", id, 1, ORC));

        assertThat(answer.statuses()).containsExactly("applied", "applied", "applied");
        assertThat(answer.json().required("head").asLong()).isEqualTo(2);
        assertThat(answer.result(2).has("rev")).isFalse();
        assertThat(edit.statuses()).containsExactly("conflict");
        assertThat(name(device, id)).as("the edit survives").isEqualTo("Orc");
        JsonNode conflict = conflict(device, edit, 0);
        assertThat(conflict.required("theirs").isNull()).isTrue();
        assertThat(conflict.required("mine").required("name").asString()).isEqualTo("Orc");
        assertThat(conflict.required("base").required("name").asString()).isEqualTo("Goblin");
    }

    @Test
    void sync2_anEditMadeOnTheDeletionItselfIsOrdinary() {
        Device device = surroundings.newDevice();
        UUID id = Uuids.v7();
        device.push(Mutation.create("creature", id, GOBLIN), Mutation.delete("creature", id, 1));

        Answer answer = device.push(Mutation.update("creature", id, 2, ORC));

        assertThat(answer.statuses()).containsExactly("applied");
        assertThat(answer.result(0).required("rev").asLong()).isEqualTo(3);
        assertThat(answer.json().required("head").asLong())
                .as("no record has taken a number")
                .isEqualTo(3);
        assertThat(name(device, id)).isEqualTo("Orc");
    }

    @ParameterizedTest
    @ValueSource(strings = {"data", "patch"})
    void sync2_anEditWithoutBaseRevOfADeletedDocumentIsAConflictAndLives(String member) {
        Device device = surroundings.newDevice();
        UUID id = Uuids.v7();
        device.push(Mutation.create("creature", id, GOBLIN), Mutation.delete("creature", id));

        Answer answer = device.push(
                Mutation.of(UUID.randomUUID(), "UPDATE", "creature", id, ",\"%s\":%s".formatted(member, ORC)));

        assertThat(answer.statuses()).containsExactly("conflict");
        JsonNode conflict = conflict(device, answer, 0);
        assertThat(conflict.required("theirs").isNull()).isTrue();
        assertThat(conflict.required("mine").required("name").asString()).isEqualTo("Orc");
        assertThat(name(device, id)).isEqualTo("Orc");
    }

    @Test
    void sync2_aTimestampIsForPeopleAndDecidesNothing() {
        Device device = surroundings.newDevice();
        UUID id = Uuids.v7();
        device.push(Mutation.create("creature", id, GOBLIN));

        Answer answer = device.push(Mutation.of(
                UUID.randomUUID(),
                "UPDATE",
                "creature",
                id,
                ",\"timestamp\":\"1999-12-31T23:59:59.000Z\",\"data\":" + ORC));

        assertThat(answer.statuses()).containsExactly("applied");
        assertThat(name(device, id)).isEqualTo("Orc");
    }

    @Test
    void sync2_aPushHasAtMostFiveHundredMutations() {
        Mutation[] mutations = IntStream.range(0, 501)
                .mapToObj(i -> Mutation.create("creature", Uuids.v7(), GOBLIN))
                .toArray(Mutation[]::new);
        Device device = surroundings.newDevice();

        Answer tooMany = device.push(mutations);
        Answer most = device.push(Arrays.copyOf(mutations, 500));

        assertThat(tooMany.status()).isEqualTo(413);
        assertThat(most.statuses()).hasSize(500).containsOnly("applied");
        assertThat(most.json().required("head").asLong()).isEqualTo(500);
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "gzip", "zstd"})
    void sync2_aPushHasAtMostFiveMebibytesHoweverItIsCoded(String coding) throws IOException {
        int most = 5 * 1024 * 1024;
        Device device = surroundings.newDevice();
        String start = "{\"clientId\":\"d\",";
        String end = "\"mutations\":["
                + Mutation.create("creature", Uuids.v7(), GOBLIN).json() + "]}";
        String largest = start + " ".repeat(most - start.length() - end.length()) + end;

        Answer tooLarge = pushCoded(device, coding, largest + " ");
        Answer fits = pushCoded(device, coding, largest);

        assertThat(tooLarge.status()).as(tooLarge.toString()).isEqualTo(413);
        assertThat(tooLarge.problem()).isEqualTo("too-large");
        assertThat(fits.statuses()).containsExactly("applied");
        assertThat(fits.json().required("head").asLong()).isEqualTo(1);
    }

    private static Answer pushCoded(Device device, String coding, String push) throws IOException {
        byte[] plain = push.getBytes(StandardCharsets.UTF_8);
        byte[] body = switch (coding) {
            case "gzip" -> gzip(plain);
            case "zstd" -> Zstd.compress(plain);
            default -> plain;
        };
        return device.send("POST", "/api/v1/sync/push", BodyPublishers.ofByteArray(body), "Content-Encoding", coding);
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(plain);
        }
        return zipped.toByteArray();
    }

    @Test
    void sync2_aDeletedIdMayBeCreatedAgain() {
        Device device = surroundings.newDevice();
        UUID id = Uuids.v7();

        Answer answer = device.push(
                Mutation.create("creature", id, GOBLIN),
                Mutation.delete("creature", id),
                Mutation.create("creature", id, ORC));

        assertThat(answer.statuses()).containsExactly("applied", "applied", "applied");
        assertThat(name(device, id)).isEqualTo("Orc");
    }

    @Test
    void sync2_mutationsOfOneDocumentInOnePushBuildOnEachOther() {
        Device device = surroundings.newDevice();
        UUID id = Uuids.v7();
        device.push(Mutation.create("creature", id, GOBLIN));

        Answer answer = device.push(
                Mutation.patch("creature", id, 1, "{\"ac\":12}"),
                Mutation.patch("creature", id, 1, "{\"maxHp\":null}"),
                Mutation.update("creature", id, 1, "{\"name\":\"Boss\"}"));

        assertThat(answer.statuses()).containsExactly("applied", "applied", "applied");
        assertThat(answer.json().required("head").asLong()).isEqualTo(4);
        assertThat(name(device, id)).isEqualTo("Boss");
    }

    @Test
    void sync2_theDocumentIsShownWhereItDiffersFromWhatWasSent() {
        Device device = surroundings.newDevice();
        UUID id = Uuids.v7();

        Answer created = device.push(Mutation.create("creature", id, "{\"name\":\"Cafe\u0301 Goblin\"}"));
        Answer patched = device.push(Mutation.patch("creature", id, "{\"ac\":12}"));
        Answer known = device.push(Mutation.patch("creature", id, 2, "{\"ac\":13}"));

        assertThat(created.result(0).required("document").required("name").asString())
                .isEqualTo("Caf\u00e9 Goblin");
        assertThat(patched.result(0).required("document").required("rev").asLong())
                .isEqualTo(2);
        assertThat(known.result(0).has("document")).isFalse();
    }

    @Test
    void sync5_manualLeavesAConflictToTheClientWithAllThreeSides() {
        String strategy = "\"strategy\":\"manual\",";
        Device device = surroundings.newDevice();
        UUID id = Uuids.v7();
        device.push(Mutation.create("creature", id, GOBLIN), Mutation.update("creature", id, ORC));
        Mutation late = Mutation.update("creature", id, 1, "{\"name\":\"Elf\"}");

        Answer answer = device.push(strategy, late);

        JsonNode conflict = answer.result(0);
        assertThat(answer.statuses()).containsExactly("conflict");
        assertThat(conflict.has("conflictId")).isFalse();
        assertThat(conflict.required("rev").asLong()).isEqualTo(2);
        assertThat(conflict.required("base").required("name").asString()).isEqualTo("Goblin");
        assertThat(conflict.required("mine").required("name").asString()).isEqualTo("Elf");
        assertThat(conflict.required("theirs").required("name").asString()).isEqualTo("Orc");
        assertThat(answer.json().required("head").asLong()).isEqualTo(2);
        assertThat(device.push(strategy, late).statuses())
                .as("nothing was decided, so nothing is remembered")
                .containsExactly("conflict");
    }

    @Test
    void sync5_serverWinsKeepsTheServersVersionAndRemembersIt() {
        Device device = surroundings.newDevice();
        UUID id = Uuids.v7();
        device.push(Mutation.create("creature", id, GOBLIN), Mutation.update("creature", id, ORC));
        Mutation late = Mutation.update("creature", id, 1, "{\"name\":\"Elf\"}");

        Answer answer = device.push("\"strategy\":\"serverWins\",", late);
        device.push(Mutation.update("creature", id, 2, "{\"name\":\"Troll\"}"));
        Answer again = device.push("\"strategy\":\"serverWins\",", late);

        assertThat(answer.statuses()).containsExactly("conflict");
        assertThat(answer.result(0).required("document").required("name").asString())
                .isEqualTo("Orc");
        assertThat(again.statuses()).containsExactly("duplicate");
        assertThat(again.result(0).required("outcome").asString()).isEqualTo("conflict");
        assertThat(again.result(0).get("conflictId")).isEqualTo(answer.result(0).get("conflictId"));
        assertThat(conflict(device, answer, 0).required("mine").required("name").asString())
                .isEqualTo("Elf");
        assertThat(again.result(0).required("document").required("name").asString())
                .isEqualTo("Orc");
    }

    @Test
    void sync5_itIsNoConflictWhenOneSideChangedNothing() {
        Device device = surroundings.newDevice();
        UUID id = Uuids.v7();
        device.push(
                Mutation.create("creature", id, GOBLIN),
                Mutation.update("creature", id, ORC),
                Mutation.update("creature", id, GOBLIN));

        Answer theyWentBack = device.push(Mutation.update("creature", id, 1, "{\"name\":\"Elf\"}"));
        Answer weChangedNothing = device.push(Mutation.update("creature", id, 1, GOBLIN));
        Answer bothTheSame = device.push(Mutation.update("creature", id, 1, "{\"name\":\"Elf\"}"));

        assertThat(theyWentBack.statuses()).containsExactly("applied");
        assertThat(theyWentBack.result(0).required("rev").asLong()).isEqualTo(4);
        assertThat(weChangedNothing.statuses()).containsExactly("applied");
        assertThat(weChangedNothing
                        .result(0)
                        .required("document")
                        .required("name")
                        .asString())
                .isEqualTo("Elf");
        assertThat(bothTheSame.statuses()).containsExactly("applied");
        assertThat(bothTheSame.json().required("head").asLong()).isEqualTo(4);
    }

    @Test
    void sync5_whatOthersChangedIsNotOverwrittenBehindAMutationThatChangedNothing() {
        Device device = surroundings.newDevice();
        UUID id = Uuids.v7();
        device.push(Mutation.create("creature", id, GOBLIN), Mutation.update("creature", id, ORC));

        Answer answer = device.push(
                Mutation.update("creature", id, 1, GOBLIN), Mutation.update("creature", id, 1, "{\"name\":\"Elf\"}"));

        assertThat(answer.statuses()).containsExactly("applied", "conflict");
        assertThat(conflict(device, answer, 1)
                        .required("theirs")
                        .required("name")
                        .asString())
                .isEqualTo("Orc");
    }

    @Test
    void sync5_whatOthersChangedIsNotOverwrittenBehindAPatchThatDidNotSeeIt() {
        Device device = surroundings.newDevice();
        UUID id = Uuids.v7();
        device.push(Mutation.create("creature", id, GOBLIN), Mutation.update("creature", id, ORC));

        Answer answer = device.push(
                Mutation.patch("creature", id, "{\"ac\":12}"),
                Mutation.update("creature", id, 1, "{\"name\":\"Elf\",\"ac\":12}"));

        assertThat(answer.statuses()).containsExactly("applied", "conflict");
        assertThat(conflict(device, answer, 1).required("fields").toString()).isEqualTo("[\"/name\"]");
        assertThat(conflict(device, answer, 1)
                        .required("theirs")
                        .required("name")
                        .asString())
                .isEqualTo("Orc");
        assertThat(conflict(device, answer, 1).required("base").required("ac").asInt())
                .as("as the mutation before sent it")
                .isEqualTo(12);
    }

    @ParameterizedTest
    @ValueSource(strings = {"merge", "serverWins", "clientWins"})
    void sync5_aDeleteOfSomethingEditedMeanwhileLeavesTheEdit(String strategy) {
        Device device = surroundings.newDevice();
        UUID id = Uuids.v7();
        device.push(Mutation.create("creature", id, GOBLIN), Mutation.update("creature", id, ORC));

        Answer answer = device.push("\"strategy\":\"%s\",".formatted(strategy), Mutation.delete("creature", id, 1));

        assertThat(answer.statuses()).containsExactly("conflict");
        assertThat(answer.result(0).required("document").required("name").asString())
                .isEqualTo("Orc");
        assertThat(conflict(device, answer, 0).required("mine").isNull()).isTrue();
        assertThat(name(device, id)).isEqualTo("Orc");
    }

    @Test
    void sync3_resentPushGivesTheFirstAnswer() {
        Device device = surroundings.newDevice();
        UUID id = Uuids.v7();
        Mutation[] mutations = {
            Mutation.create("creature", id, "{\"name\":\"Cafe\u0301\"}"),
            Mutation.patch("creature", id, "{\"ac\":12}"),
            Mutation.delete("creature", Uuids.v7())
        };

        Answer first = device.push(mutations);
        Answer again = device.push(mutations);

        assertThat(again.statuses()).containsExactly("duplicate", "duplicate", "duplicate");
        for (int i = 0; i < mutations.length; i++) {
            assertThat(again.result(i).get("rev")).isEqualTo(first.result(i).get("rev"));
            assertThat(again.result(i).get("document"))
                    .isEqualTo(first.result(i).get("document"));
            assertThat(again.result(i).required("outcome").asString()).isEqualTo("applied");
        }
        assertThat(again.json().required("head").asLong()).isEqualTo(2);
    }

    @Test
    void sync3_aMutationTwiceInOnePushIsDoneOnce() {
        Device device = surroundings.newDevice();
        Mutation create = Mutation.create("creature", Uuids.v7(), GOBLIN);

        Answer answer = device.push(create, create);

        assertThat(answer.statuses()).containsExactly("applied", "duplicate");
        assertThat(answer.json().required("head").asLong()).isEqualTo(1);
    }

    @Test
    void sync3_sameIdOtherContentIsRejected() {
        Device device = surroundings.newDevice();
        UUID mutationId = UUID.randomUUID();
        UUID id = Uuids.v7();
        device.push(Mutation.of(mutationId, "CREATE", "creature", id, ",\"data\":" + GOBLIN));

        Answer answer = device.push(Mutation.of(mutationId, "UPDATE", "creature", id, ",\"data\":" + ORC));

        assertThat(answer.statuses()).containsExactly("rejected");
        assertThat(answer.result(0).required("problem").required("type").asString())
                .endsWith("mutation-id-reused");
        assertThat(name(device, id)).isEqualTo("Goblin");
    }

    @Test
    void sync3_whatWasRejectedIsNotRemembered() {
        AccountId account = surroundings.newAccount();
        Mutation create = Mutation.create("creature", Uuids.v7(), GOBLIN);

        assertThat(surroundings.freeDevice(account).push(create).statuses()).containsExactly("rejected");
        assertThat(surroundings.device(account).push(create).statuses()).containsExactly("applied");
        assertThat(surroundings.freeDevice(account).push(create).statuses())
                .as("what was done while the account paid stays answered")
                .containsExactly("duplicate");
    }

    @Test
    void sync4_eachGoesOnAfterARejectedMutation() {
        Device device = surroundings.newDevice();

        Answer answer = device.push(
                Mutation.create("creature", Uuids.v7(), "{\"ac\":12}"),
                Mutation.create("dragon", Uuids.v7(), GOBLIN),
                Mutation.create("creature", Uuids.v7(), GOBLIN));

        assertThat(answer.statuses()).containsExactly("rejected", "rejected", "applied");
        assertThat(answer.result(0)
                        .required("problem")
                        .required("errors")
                        .required(0)
                        .required("pointer")
                        .asString())
                .isEqualTo("/data/name");
        assertThat(answer.json().required("head").asLong()).isEqualTo(1);
    }

    @Test
    void sync4_atomicDoesAllOrNoneAndNamesTheFirstFailure() {
        Device device = surroundings.newDevice();
        UUID known = Uuids.v7();
        device.push(Mutation.create("creature", known, GOBLIN), Mutation.update("creature", known, ORC));
        UUID fresh = Uuids.v7();
        Mutation good = Mutation.create("creature", fresh, GOBLIN);
        UUID badId = UUID.randomUUID();
        Mutation bad = Mutation.of(badId, "CREATE", "creature", Uuids.v7(), ",\"data\":{}");
        Mutation worse = Mutation.create("creature", Uuids.v7(), "{}");

        Answer rejected = device.push("\"mode\":\"atomic\",", good, bad, worse);
        Answer notThere = device.get("/api/v1/creatures/" + fresh);
        long headBehind = device.push().json().required("head").asLong();
        Answer conflicting =
                device.push("\"mode\":\"atomic\",", good, Mutation.update("creature", known, 1, GOBLIN + ""));
        Answer done = device.push("\"mode\":\"atomic\",", good, Mutation.delete("creature", known, 2));

        assertThat(rejected.status()).isEqualTo(409);
        assertThat(rejected.problem()).isEqualTo("atomic-push-failed");
        assertThat(rejected.json().required("mutationId").asString()).isEqualTo(badId.toString());
        assertThat(rejected.json().required("index").asInt()).isEqualTo(1);
        assertThat(headBehind).isEqualTo(2);
        assertThat(notThere.status()).isEqualTo(404);
        assertThat(conflicting.status()).as("mine changed nothing").isEqualTo(200);
        assertThat(done.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"merge", "serverWins", "clientWins", "manual"})
    void sync4_anAtomicPushWithAConflictDoesNothingAndNamesIt(String strategy) {
        Device device = surroundings.newDevice();
        UUID known = Uuids.v7();
        UUID fresh = Uuids.v7();
        device.push(Mutation.create("creature", known, GOBLIN), Mutation.update("creature", known, ORC));

        UUID mutationId = UUID.randomUUID();
        Answer answer = device.push(
                "\"mode\":\"atomic\",\"strategy\":\"%s\",".formatted(strategy),
                Mutation.create("creature", fresh, GOBLIN),
                Mutation.of(mutationId, "UPDATE", "creature", known, ",\"baseRev\":1,\"data\":{\"name\":\"Elf\"}"));

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.problem()).isEqualTo("atomic-push-failed");
        assertThat(answer.json().required("mutationId").asString()).isEqualTo(mutationId.toString());
        assertThat(answer.json().required("index").asInt()).isEqualTo(1);
        assertThat(device.push().json().required("head").asLong()).isEqualTo(2);
        assertThat(device.get("/api/v1/creatures/" + fresh).status()).isEqualTo(404);
    }

    @Test
    void sync2_eachSplitsWhatIsTooLargeForOneCommitAndAtomicRefusesIt() {
        // Small patches of large documents: 22 of some 390 KiB are more than a commit holds.
        String notes = "\"" + "x".repeat(1900) + "\"";
        String combatants = IntStream.range(0, 200)
                .mapToObj(i -> "{\"id\":\"%s\",\"name\":\"Orc\",\"notes\":%s}".formatted(Uuids.v7(), notes))
                .toList()
                .toString();
        Device device = surroundings.newDevice();
        List<UUID> ids = IntStream.range(0, 22).mapToObj(i -> Uuids.v7()).toList();
        for (List<UUID> half : List.of(ids.subList(0, 11), ids.subList(11, 22))) {
            Answer created = device.push(half.stream()
                    .map(id ->
                            Mutation.create("encounter", id, "{\"name\":\"War\",\"participants\":" + combatants + "}"))
                    .toArray(Mutation[]::new));
            assertThat(created.status()).as(created.text().substring(0, 100)).isEqualTo(200);
        }
        Mutation[] patches = ids.stream()
                .map(id -> Mutation.patch("encounter", id, "{\"round\":1}"))
                .toArray(Mutation[]::new);

        Answer atomic = device.push("\"mode\":\"atomic\",", patches);
        Answer each = device.push(patches);

        assertThat(atomic.status()).isEqualTo(413);
        assertThat(each.statuses()).hasSize(22).containsOnly("applied");
        assertThat(each.result(21).required("rev").asLong()).isEqualTo(44);
        assertThat(each.json().required("head").asLong()).isEqualTo(44);
    }

    @Test
    void data4_aLapsedAccountMayDeleteInAPushThatHoldsMore() {
        AccountId account = surroundings.newAccount();
        UUID id = Uuids.v7();
        surroundings.device(account).push(Mutation.create("creature", id, GOBLIN));

        Answer answer = surroundings
                .freeDevice(account)
                .push(
                        Mutation.create("creature", Uuids.v7(), GOBLIN),
                        Mutation.update("creature", id, ORC),
                        Mutation.delete("creature", id));

        assertThat(answer.statuses()).containsExactly("rejected", "rejected", "applied");
        assertThat(answer.result(0).required("problem").required("type").asString())
                .endsWith("premium-required");
        assertThat(answer.result(0).required("problem").required("status").asInt())
                .isEqualTo(402);
    }

    @Test
    void sync10_aCursorInAPushIsOneOfOurs() {
        Device device = surroundings.newDevice();
        Mutation create = Mutation.create("creature", Uuids.v7(), GOBLIN);
        long epoch = device.push().json().required("epoch").asLong();

        Answer good = device.push("\"cursor\":\"" + new CursorText(epoch, 0, "").text() + "\",", create);
        Answer bad = device.push("\"cursor\":\"elsewhere\",", create);

        assertThat(good.statuses()).containsExactly("applied");
        assertThat(bad.status()).isEqualTo(400);
        assertThat(bad.problem()).isEqualTo("invalid-cursor");
    }

    @Test
    void sync10_whoReadBelowTheFloorCreatesNothing() {
        // An account that this process meets for the first time, and whose floor another one has moved.
        AccountId account = surroundings.newAccount();
        database.getCollection("accounts")
                .insertOne(new Document("_id", account.value())
                        .append("applied", 0L)
                        .append("floor", 2L)
                        .append("floorAt", Date.from(Instant.now())));
        Device device = surroundings.device(account);
        UUID gone = Uuids.v7();
        Answer known = device.push(Mutation.create("creature", gone, GOBLIN), Mutation.delete("creature", gone));
        long epoch = known.json().required("epoch").asLong();
        UUID id = Uuids.v7();
        Mutation create = Mutation.create("creature", id, ORC);

        Answer below = device.push("\"cursor\":\"" + new CursorText(epoch, 1, "").text() + "\",", create);
        Answer at = device.push(
                "\"cursor\":\"" + new CursorText(epoch, 2, "").text() + "\",",
                Mutation.create("creature", Uuids.v7(), ORC));

        assertThat(below.statuses()).containsExactly("conflict");
        assertThat(conflict(device, below, 0).required("mine").required("name").asString())
                .isEqualTo("Orc");
        assertThat(device.get("/api/v1/creatures/" + id).status()).isEqualTo(404);
        assertThat(at.statuses()).containsExactly("applied");
    }

    @Test
    void sync1_aPushWhoseCursorIsOfAnotherEpochIsMergedWithoutABase() {
        Device device = surroundings.newDevice();
        UUID id = Uuids.v7();
        Answer now = device.push(
                Mutation.create("creature", id, GOBLIN), Mutation.patch("creature", id, "{\"name\":\"Orc\"}"));
        long epoch = now.json().required("epoch").asLong();
        String edit = "{\"name\":\"Goblin\",\"maxHp\":7,\"ac\":%d}";

        Answer same = device.push(
                "\"cursor\":\"" + new CursorText(epoch, 1, "").text() + "\",",
                Mutation.update("creature", id, 1, edit.formatted(12)));
        Answer other = device.push(
                "\"cursor\":\"" + new CursorText(epoch + 1, 1, "").text() + "\",",
                Mutation.update("creature", id, 1, edit.formatted(13)));

        assertThat(same.statuses()).containsExactly("merged");
        assertThat(other.statuses()).containsExactly("conflict");
        JsonNode conflict = conflict(device, other, 0);
        assertThat(conflict.required("fields").toString()).isEqualTo("[\"\"]");
        assertThat(conflict.has("base")).isFalse();
        assertThat(conflict.required("theirs").required("name").asString()).isEqualTo("Orc");
        assertThat(conflict.required("theirs").required("ac").asInt()).isEqualTo(12);
        assertThat(name(device, id)).as("the later push has the document").isEqualTo("Goblin");
    }

    @Test
    void sync1_anEpochRaisedByOperatorsStandsInTheNextAnswer() {
        Device device = surroundings.newDevice();
        long before = device.push().json().required("epoch").asLong();

        Answer raised = surroundings.service(device.account()).post("/internal/epoch", "");
        Answer push = device.push(Mutation.create("creature", Uuids.v7(), GOBLIN));

        assertThat(raised.status()).as(raised.toString()).isEqualTo(200);
        assertThat(push.json().required("epoch").asLong())
                .isEqualTo(raised.json().required("epoch").asLong())
                .isGreaterThan(before);
        assertThat(surroundings
                        .service(device.account())
                        .get("/internal/accounts/" + device.account() + "/head")
                        .json()
                        .required("epoch"))
                .isEqualTo(push.json().required("epoch"));
    }

    static Stream<Arguments> badPushes() {
        String mutation = Mutation.create("creature", Uuids.v7(), GOBLIN).json();
        return Stream.of(
                Arguments.of("[]", 400, "bad-request"),
                Arguments.of("{", 400, "malformed-json"),
                Arguments.of("{\"clientId\":\"d\",\"clientId\":\"e\",\"mutations\":[]}", 400, "malformed-json"),
                Arguments.of("{\"mutations\":[]}", 400, "validation-failed"),
                Arguments.of("{\"clientId\":7,\"mutations\":[]}", 400, "validation-failed"),
                Arguments.of("{\"clientId\":\"d\",\"mutations\":{}}", 400, "validation-failed"),
                Arguments.of("{\"clientId\":\"d\",\"mutations\":[7]}", 400, "validation-failed"),
                Arguments.of("{\"clientId\":\"d\",\"mutations\":[{\"op\":\"CREATE\"}]}", 400, "validation-failed"),
                Arguments.of("{\"clientId\":\"d\",\"mode\":\"some\",\"mutations\":[]}", 400, "validation-failed"),
                Arguments.of("{\"clientId\":\"d\",\"strategy\":\"luck\",\"mutations\":[]}", 400, "validation-failed"),
                Arguments.of("{\"clientId\":\"d\",\"muations\":[],\"mutations\":[]}", 400, "unknown-field"),
                Arguments.of(
                        "{\"clientId\":\"d\",\"mutations\":[" + (mutation + ",").repeat(500) + mutation + "]}",
                        413,
                        "too-large"),
                Arguments.of(
                        "{\"clientId\":\"d\",\"mutations\":[],\"cursor\":" + "[".repeat(40) + "]".repeat(40) + "}",
                        400,
                        "malformed-json"),
                Arguments.of("\"" + "x".repeat(5 * 1024 * 1024) + "\"", 413, "too-large"));
    }

    @ParameterizedTest
    @MethodSource("badPushes")
    void err3_aPushThatBreaksARuleWritesNothing(String body, int status, String problem) {
        Device device = surroundings.newDevice();

        Answer answer = device.post("/api/v1/sync/push", body);

        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.problem()).isEqualTo(problem);
        assertThat(answer.header("Content-Type")).hasValue("application/problem+json");
        assertThat(device.push().json().required("head").asLong()).isZero();
    }

    static Stream<Arguments> badMutations() {
        UUID id = Uuids.v7();
        return Stream.of(
                Arguments.of("CREATE", "creature", ",\"data\":{\"name\":7}", "validation-failed"),
                Arguments.of("CREATE", "creature", ",\"data\":{\"name\":null}", "validation-failed"),
                Arguments.of("CREATE", "creature", ",\"data\":{\"name\":\"a\",\"hp\":7}", "unknown-field"),
                Arguments.of("CREATE", "creature", ",\"data\":[]", "validation-failed"),
                Arguments.of("CREATE", "creature", "", "validation-failed"),
                Arguments.of("CREATE", "creature", ",\"data\":{\"name\":\"a\"},\"colour\":1", "unknown-field"),
                Arguments.of("UPDATE", "creature", "", "validation-failed"),
                Arguments.of("UPDATE", "creature", ",\"data\":{\"name\":\"a\"},\"patch\":{}", "validation-failed"),
                Arguments.of("UPDATE", "creature", ",\"baseRev\":\"1\",\"patch\":{}", "validation-failed"),
                Arguments.of("UPDATE", "creature", ",\"baseRev\":-1,\"patch\":{}", "validation-failed"),
                Arguments.of("MOVE", "creature", ",\"data\":{\"name\":\"a\"}", "validation-failed"),
                Arguments.of("CREATE", "dragon", ",\"data\":{\"name\":\"a\"}", "validation-failed"),
                Arguments.of("CREATE", "preferences", ",\"data\":{}", "validation-failed"),
                Arguments.of(
                        "CREATE", "creature", ",\"data\":{\"name\":\"a\",\"id\":\"" + id + "\"}", "validation-failed"),
                Arguments.of(
                        "CREATE",
                        "creature",
                        ",\"data\":{\"name\":\"a\",\"notes\":\"" + "x".repeat(10_001) + "\"}",
                        "validation-failed"),
                Arguments.of(
                        "CREATE",
                        "creature",
                        ",\"data\":{\"name\":\"a\",\"actions\":["
                                + String.join(
                                        ",",
                                        IntStream.range(0, 15)
                                                .mapToObj(i -> "{\"text\":\"" + "x".repeat(4800) + "\"}")
                                                .toList())
                                + "]}",
                        "too-large"));
    }

    @ParameterizedTest
    @MethodSource("badMutations")
    void err3_aMutationThatBreaksARuleIsRejectedAndWritesNothing(String op, String type, String rest, String problem) {
        Device device = surroundings.newDevice();

        Answer answer = device.push(Mutation.of(UUID.randomUUID(), op, type, Uuids.v7(), rest));

        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.statuses()).containsExactly("rejected");
        assertThat(answer.result(0).required("problem").required("type").asString())
                .isEqualTo("urn:hoard:problem:" + problem);
        assertThat(answer.json().required("head").asLong()).isZero();
    }

    @Test
    void err2_anIdOfAnotherTypeOrAccountTellsNothing() {
        UUID id = Uuids.v7();
        Device owner = surroundings.newDevice();
        owner.push(Mutation.create("party", id, "{\"name\":\"The Company\"}"));

        Answer sameAccount = owner.push(Mutation.update("creature", id, GOBLIN), Mutation.delete("creature", id));
        Answer other = surroundings.newDevice().push(Mutation.delete("party", id));

        assertThat(sameAccount.statuses()).containsExactly("rejected", "applied");
        assertThat(other.statuses()).containsExactly("applied");
        assertThat(owner.get("/api/v1/parties/" + id).status()).isEqualTo(200);
    }

    /** The conflict that a push's mutation opened. */
    private static JsonNode conflict(Device device, Answer push, int index) {
        String id = push.result(index).required("conflictId").asString();
        Answer answer = device.get("/api/v1/sync/conflicts/" + id);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return answer.json();
    }

    private static String name(Device device, UUID creature) {
        return device.get("/api/v1/creatures/" + creature)
                .json()
                .required("name")
                .asString();
    }
}
