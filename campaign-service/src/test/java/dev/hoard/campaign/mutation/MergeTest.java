package dev.hoard.campaign.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hoard.campaign.fixture.Answer;
import dev.hoard.campaign.fixture.CampaignServiceTest;
import dev.hoard.campaign.fixture.Device;
import dev.hoard.campaign.fixture.Device.Mutation;
import dev.hoard.campaign.fixture.Surroundings;
import dev.hoard.platform.id.Uuids;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Two devices of one account at one table. */
@CampaignServiceTest
class MergeTest {

    private static final String FIGHTER = "0190a0a0-0000-7000-8000-000000000001";

    @Autowired
    private Surroundings surroundings;

    private final UUID id = Uuids.v7();
    private Device device;

    @BeforeEach
    void start() {
        device = surroundings.newDevice();
        device.push(Mutation.create("party", id, party(20, "")));
    }

    @Test
    void sync5_changesOfBothSidesComeTogether() {
        device.push(Mutation.update("party", id, 1, party(15, ",\"tags\":[\"theirs\"]")));

        Answer answer = device.push(Mutation.update("party", id, 1, party(18, ",\"campaign\":\"mine\"")));

        assertThat(answer.statuses()).containsExactly("merged");
        JsonNode document = answer.result(0).required("document");
        assertThat(document.required("rev").asLong()).isEqualTo(3);
        assertThat(hitPoints(document)).isEqualTo(13);
        assertThat(document.required("tags").toString()).isEqualTo("[\"theirs\"]");
        assertThat(document.required("campaign").asString()).isEqualTo("mine");
        assertThat(answer.result(0).has("conflictId")).isFalse();
        assertThat(device.get("/api/v1/parties/" + id).json()).isEqualTo(document);
    }

    @Test
    void sync5_theSameBlowFromTwoDevicesFallsTwice() {
        device.push(Mutation.update("party", id, 1, party(15, "")));

        Answer answer = device.push(Mutation.update("party", id, 1, party(15, "")));

        assertThat(answer.statuses()).containsExactly("merged");
        assertThat(hitPoints(answer.result(0).required("document"))).isEqualTo(10);
    }

    @Test
    void sync5_whatBothWroteAlikeIsThereAlready() {
        device.push(Mutation.update("party", id, 1, party(20, ",\"campaign\":\"both\"")));

        Answer answer = device.push(Mutation.update("party", id, 1, party(20, ",\"campaign\":\"both\"")));

        assertThat(answer.statuses()).containsExactly("applied");
        assertThat(answer.result(0).required("rev").asLong()).isEqualTo(2);
        assertThat(answer.json().required("head").asLong()).isEqualTo(2);
    }

    @Test
    void sync5_whatIsMergedAndSentAgainIsNotMergedAgain() {
        device.push(Mutation.update("party", id, 1, party(15, "")));
        Mutation late = Mutation.update("party", id, 1, party(18, ",\"campaign\":\"mine\""));
        Answer first = device.push(late);

        Answer again = device.push(late);

        assertThat(again.statuses()).containsExactly("duplicate");
        assertThat(again.result(0).required("outcome").asString()).isEqualTo("merged");
        assertThat(again.result(0).get("document")).isEqualTo(first.result(0).get("document"));
        assertThat(hitPoints(device.get("/api/v1/parties/" + id).json())).isEqualTo(13);
    }

    @Test
    void sync5_aFieldBothChangedGoesToTheLaterPushAndItsLoserIntoARecord() {
        device.push(Mutation.update("party", id, 1, party(20, ",\"campaign\":\"theirs\",\"tags\":[\"a\"]")));

        Answer answer = device.push(Mutation.update("party", id, 1, party(20, ",\"campaign\":\"mine\"")));

        assertThat(answer.statuses()).containsExactly("conflict");
        assertThat(answer.result(0).required("rev").asLong()).isEqualTo(3);
        assertThat(answer.json().required("head").asLong())
                .as("the record takes a number")
                .isEqualTo(4);
        JsonNode conflict = device.get("/api/v1/sync/conflicts/"
                        + answer.result(0).required("conflictId").asString())
                .json();
        assertThat(conflict.required("fields").toString()).isEqualTo("[\"/campaign\"]");
        assertThat(conflict.required("base").has("campaign")).isFalse();
        assertThat(conflict.required("mine").required("campaign").asString()).isEqualTo("mine");
        assertThat(conflict.required("theirs").required("campaign").asString()).isEqualTo("theirs");
        assertThat(conflict.required("outcome").required("campaign").asString()).isEqualTo("mine");
        assertThat(conflict.required("outcome").required("tags").toString()).isEqualTo("[\"a\"]");
    }

    @Test
    void sync5_severalEditsInOnePushCountOnce() {
        device.push(Mutation.update("party", id, 1, party(19, ",\"campaign\":\"theirs\"")));

        Answer answer = device.push(
                Mutation.update("party", id, 1, party(15, "")),
                Mutation.update("party", id, 1, party(12, "")),
                Mutation.patch("party", id, 1, "{\"name\":\"Renamed\"}"),
                Mutation.update("party", id, 1, party(10, "").replace("\"P\"", "\"Renamed\"")));

        assertThat(answer.statuses()).containsExactly("merged", "merged", "merged", "merged");
        JsonNode document = device.get("/api/v1/parties/" + id).json();
        assertThat(hitPoints(document)).as("20 - 1 - 5 - 3 - 2").isEqualTo(9);
        assertThat(document.required("name").asString()).isEqualTo("Renamed");
        assertThat(document.required("campaign").asString()).isEqualTo("theirs");
    }

    @Test
    void sync5_aPatchWithoutBaseFollowedByAWholeDocumentCountsOnce() {
        device.push(Mutation.update("party", id, 1, party(19, ",\"campaign\":\"theirs\"")));

        device.push(
                Mutation.patch("party", id, "{\"characters\":[%s]}".formatted(fighter(15))),
                Mutation.update("party", id, 1, party(12, "")));

        assertThat(hitPoints(device.get("/api/v1/parties/" + id).json()))
                .as("set to 15, then 3 less")
                .isEqualTo(12);
    }

    @Test
    void sync5_anEditBehindALostAnswerCountsOnce() {
        Mutation lost = Mutation.update("party", id, 1, party(15, ""));
        device.push(Mutation.update("party", id, 1, party(19, "")));
        device.push(lost);
        device.push(Mutation.patch("party", id, "{\"campaign\":\"theirs\"}"));

        Answer answer = device.push(lost, Mutation.update("party", id, 1, party(12, "")));

        assertThat(answer.statuses()).containsExactly("duplicate", "merged");
        assertThat(hitPoints(device.get("/api/v1/parties/" + id).json()))
                .as("20 - 1 - 5 - 3")
                .isEqualTo(11);
    }

    @Test
    void sync5_anEditMadeOnTheAnswerOfAResentPushIsOrdinary() {
        Mutation lost = Mutation.update("party", id, 1, party(15, ""));
        device.push(Mutation.update("party", id, 1, party(19, ",\"campaign\":\"theirs\"")));
        device.push(lost);
        Answer again = device.push(lost);
        long rev = again.result(0).required("rev").asLong();

        Answer answer = device.push(Mutation.update("party", id, rev, party(11, ",\"campaign\":\"theirs\"")));

        assertThat(answer.statuses()).containsExactly("applied");
        assertThat(hitPoints(device.get("/api/v1/parties/" + id).json())).isEqualTo(11);
    }

    @ParameterizedTest
    @CsvSource({"false, applied, 11", "true, merged, 10"})
    void sync5_anEditMadeOnTheAnswerOfAMutationSentAgainBeforeItCountsOnce(
            boolean thirdParty, String status, int hitPoints) {
        Mutation lost = Mutation.update("party", id, 1, party(15, ""));
        device.push(Mutation.update("party", id, 1, party(19, "")));
        long rev = device.push(lost).result(0).required("rev").asLong();
        if (thirdParty) {
            device.push(Mutation.update("party", id, rev, party(13, ",\"campaign\":\"theirs\"")));
        }

        Answer answer = device.push(lost, Mutation.update("party", id, rev, party(11, "")));

        assertThat(answer.statuses()).containsExactly("duplicate", status);
        JsonNode document = device.get("/api/v1/parties/" + id).json();
        assertThat(hitPoints(document)).as("20 - 1 - 5, then 3 less").isEqualTo(hitPoints);
        assertThat(document.has("campaign")).isEqualTo(thirdParty);
    }

    @Test
    void sync5_aDeleteFollowedByAnEditInOnePushIsOneClientsAffair() {
        Answer answer = device.push(Mutation.delete("party", id, 1), Mutation.update("party", id, 1, party(9, "")));

        assertThat(answer.statuses()).containsExactly("applied", "applied");
        assertThat(hitPoints(device.get("/api/v1/parties/" + id).json())).isEqualTo(9);
    }

    @ParameterizedTest
    @CsvSource({"clientWins, mine, theirs", "serverWins, theirs, mine"})
    void sync5_aStrategyDecidesWholeDocumentsAndKeepsTheLoser(String strategy, String winner, String loser) {
        device.push(Mutation.update("party", id, 1, party(15, ",\"campaign\":\"theirs\"")));

        Answer answer = device.push(
                "\"strategy\":\"%s\",".formatted(strategy),
                Mutation.update("party", id, 1, party(18, ",\"campaign\":\"mine\"")));

        assertThat(answer.statuses()).containsExactly("conflict");
        assertThat(device.get("/api/v1/parties/" + id)
                        .json()
                        .required("campaign")
                        .asString())
                .isEqualTo(winner);
        JsonNode conflict = device.get("/api/v1/sync/conflicts/"
                        + answer.result(0).required("conflictId").asString())
                .json();
        assertThat(conflict.required("fields").toString()).isEqualTo("[\"\"]");
        assertThat(conflict.required(loser).required("campaign").asString()).isEqualTo(loser);
        assertThat(answer.result(0).has("document")).isEqualTo(winner.equals("theirs"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"merge", "serverWins", "clientWins"})
    void sync5_anEditOfADeletedDocumentSurvivesUnderEveryStrategy(String strategy) {
        device.push(Mutation.delete("party", id, 1));

        Answer answer = device.push(
                "\"strategy\":\"%s\",".formatted(strategy), Mutation.patch("party", id, 1, "{\"campaign\":\"mine\"}"));

        assertThat(answer.statuses()).containsExactly("conflict");
        JsonNode document = device.get("/api/v1/parties/" + id).json();
        assertThat(document.required("campaign").asString()).isEqualTo("mine");
        assertThat(hitPoints(document)).as("a patch of what the client saw").isEqualTo(20);
        JsonNode conflict = conflict(answer);
        assertThat(conflict.required("fields").toString()).isEqualTo("[\"\"]");
        assertThat(conflict.required("theirs").isNull()).isTrue();
        assertThat(conflict.required("mine").required("campaign").asString()).isEqualTo("mine");
        assertThat(conflict.required("base").has("campaign")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"clientWins, mine, theirs", "serverWins, theirs, mine"})
    void sync5_aStrategyDecidesTheCreationOfWhatIsThereAndKeepsTheLoser(String strategy, String winner, String loser) {
        device.push(Mutation.update("party", id, 1, party(15, ",\"campaign\":\"theirs\"")));

        Answer answer = device.push(
                "\"strategy\":\"%s\",".formatted(strategy),
                Mutation.create("party", id, party(18, ",\"campaign\":\"mine\"")));

        assertThat(answer.statuses()).containsExactly("conflict");
        assertThat(device.get("/api/v1/parties/" + id)
                        .json()
                        .required("campaign")
                        .asString())
                .isEqualTo(winner);
        assertThat(conflict(answer).required("fields").toString()).isEqualTo("[\"\"]");
        assertThat(conflict(answer).required(loser).required("campaign").asString())
                .isEqualTo(loser);
    }

    static Stream<Arguments> conflictsOfOneDocument() {
        String mine = "{\"name\":\"mine\"}";
        String theirs = "{\"name\":\"theirs\"}";
        return Stream.of(
                conflictOf(
                        "an edit after a deletion",
                        id -> Mutation.delete("party", id, 1),
                        id -> Mutation.update("party", id, 1, mine)),
                conflictOf(
                        "a deletion after an edit",
                        id -> Mutation.update("party", id, 1, theirs),
                        id -> Mutation.delete("party", id, 1)),
                conflictOf(
                        "a creation of what is there",
                        id -> Mutation.update("party", id, 1, theirs),
                        id -> Mutation.create("party", id, mine)),
                conflictOf(
                        "an edit without a kept base",
                        id -> Mutation.update("party", id, 1, theirs),
                        id -> Mutation.update("party", id, 99, mine)));
    }

    private static Arguments conflictOf(String name, Function<UUID, Mutation> theirs, Function<UUID, Mutation> mine) {
        return Arguments.of(name, theirs, mine);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("conflictsOfOneDocument")
    void sync5_manualWritesNothingAndShowsBothSides(
            String name, Function<UUID, Mutation> theirs, Function<UUID, Mutation> mine) {
        device.push(theirs.apply(id));
        Answer before = device.get("/api/v1/parties/" + id);
        Mutation late = mine.apply(id);

        Answer answer = device.push("\"strategy\":\"manual\",", late);

        assertThat(answer.statuses()).as(name).containsExactly("conflict");
        JsonNode conflict = answer.result(0);
        assertThat(conflict.has("conflictId")).isFalse();
        assertThat(conflict.has("base")).isEqualTo(name.contains("deletion"));
        assertThat(conflict.required("mine").path("name").asString("none"))
                .isEqualTo(name.startsWith("a deletion") ? "none" : "mine");
        assertThat(conflict.required("theirs").path("name").asString("none"))
                .isEqualTo(name.endsWith("deletion") ? "none" : "theirs");
        assertThat(answer.json().required("head").asLong()).isEqualTo(2);
        assertThat(device.get("/api/v1/parties/" + id).status()).isEqualTo(before.status());
        assertThat(device.get("/api/v1/sync/conflicts").text()).isEqualTo("{\"conflicts\":[]}");
    }

    @Test
    void sync5_whoChangedNothingDoesNotBringADeletedDocumentBack() {
        device.push(Mutation.delete("party", id, 1));

        Answer answer = device.push(Mutation.update("party", id, 1, party(20, "")));

        assertThat(answer.statuses()).containsExactly("applied");
        assertThat(answer.result(0).required("document").has("deletedAt")).isTrue();
        assertThat(device.get("/api/v1/parties/" + id).status()).isEqualTo(404);
    }

    @Test
    void sync5_bothTogetherTooLargeIsAConflictOfTheWholeDocument() {
        String twelve = ",\"tags\":[\"%1$s0\"" + ",\"%1$s1\",\"%1$s2\",\"%1$s3\",\"%1$s4\",\"%1$s5\""
                + ",\"%1$s6\",\"%1$s7\",\"%1$s8\",\"%1$s9\",\"%1$sa\",\"%1$sb\"]";
        device.push(Mutation.update("party", id, 1, party(15, twelve.formatted("t"))));

        Answer answer = device.push(Mutation.update("party", id, 1, party(18, twelve.formatted("m"))));

        assertThat(answer.statuses()).containsExactly("conflict");
        JsonNode document = device.get("/api/v1/parties/" + id).json();
        assertThat(document.required("tags")).hasSize(12);
        assertThat(hitPoints(document)).isEqualTo(18);
        JsonNode conflict = device.get("/api/v1/sync/conflicts/"
                        + answer.result(0).required("conflictId").asString())
                .json();
        assertThat(conflict.required("fields").toString()).isEqualTo("[\"\"]");
        assertThat(hitPoints(conflict.required("theirs"))).isEqualTo(15);
    }

    @Test
    void sync5_withoutAKeptBaseTheLaterPushHasTheDocumentAndTheRecordTheOther() {
        device.push(Mutation.update("party", id, 1, party(15, ",\"campaign\":\"theirs\"")));

        Answer answer = device.push(Mutation.update("party", id, 99, party(18, "")));

        assertThat(answer.statuses()).containsExactly("conflict");
        JsonNode conflict = device.get("/api/v1/sync/conflicts/"
                        + answer.result(0).required("conflictId").asString())
                .json();
        assertThat(conflict.has("base")).isFalse();
        assertThat(conflict.required("theirs").required("campaign").asString()).isEqualTo("theirs");
        assertThat(hitPoints(device.get("/api/v1/parties/" + id).json())).isEqualTo(18);
    }

    @Test
    void sync4_anAtomicPushTakesAMergeAndRefusesAConflict() {
        device.push(Mutation.update("party", id, 1, party(15, ",\"campaign\":\"theirs\"")));
        String atomic = "\"mode\":\"atomic\",";

        Answer conflict = device.push(atomic, Mutation.update("party", id, 1, party(20, ",\"campaign\":\"mine\"")));
        Answer merge = device.push(atomic, Mutation.update("party", id, 1, party(18, "")));

        assertThat(conflict.status()).isEqualTo(409);
        assertThat(merge.statuses()).containsExactly("merged");
        assertThat(merge.json().required("head").asLong()).isEqualTo(3);
    }

    private JsonNode conflict(Answer push) {
        return device.get("/api/v1/sync/conflicts/"
                        + push.result(0).required("conflictId").asString())
                .json();
    }

    private static int hitPoints(JsonNode party) {
        return party.required("characters").required(0).required("currentHp").asInt();
    }

    private static String party(int hitPoints, String rest) {
        return "{\"name\":\"P\",\"characters\":[%s]%s}".formatted(fighter(hitPoints), rest);
    }

    private static String fighter(int hitPoints) {
        return "{\"id\":\"%s\",\"name\":\"A\",\"maxHp\":30,\"currentHp\":%d}".formatted(FIGHTER, hitPoints);
    }
}
