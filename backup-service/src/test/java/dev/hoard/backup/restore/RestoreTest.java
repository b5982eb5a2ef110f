package dev.hoard.backup.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hoard.backup.suite.Api;
import dev.hoard.backup.suite.FakeCampaign;
import dev.hoard.backup.suite.FakeCampaign.Bulk;
import dev.hoard.backup.suite.FakeCampaign.BulkFault;
import dev.hoard.backup.suite.FakeSuite;
import dev.hoard.backup.suite.IntegrationTest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import tools.jackson.databind.JsonNode;

@IntegrationTest
class RestoreTest {

    private static final String BUCKET = "hoard-backups";
    private static final String REPLACE = "{\"mode\":\"replace\"}";

    private final FakeCampaign campaign = FakeSuite.shared().campaign();
    private final UUID account = UUID.randomUUID();
    private final UUID party = UUID.randomUUID();
    private final UUID goblin = UUID.randomUUID();
    private final UUID dragon = UUID.randomUUID();

    @LocalServerPort
    private int port;

    @Autowired
    private S3Client s3;

    private Api owner;
    private String backup;
    private Map<String, String> documentsThen;

    /** A backup of three documents; then one is changed, one is deleted, one is new. */
    @BeforeEach
    void takeBackupAndChangeEverything() {
        owner = Api.premium(port, account);
        campaign.put(account, "party", party, "{\"name\":\"Öl\",\"ext\":{\"x\":{\"n\":1.10,\"big\":1e400}}}");
        campaign.put(account, "creature", goblin, "{\"name\":\"Goblin \\\"Nib\\\"\",\"maxHp\":7}");
        campaign.put(account, "preferences", account, "{\"theme\":\"dark\"}");
        backup = owner.takeBackup();
        documentsThen = campaign.documents(account);
        campaign.put(account, "party", party, "{\"name\":\"changed\"}");
        campaign.delete(account, "creature", goblin);
        campaign.put(account, "creature", dragon, "{\"name\":\"Dragon\"}");
    }

    @Test
    void bkp3_replaceBringsBackExactlyTheBackupsDocuments() {
        JsonNode restore = owner.restore(backup, REPLACE);

        assertThat(campaign.documents(account)).isEqualTo(documentsThen);
        assertThat(restore.path("state").asString()).isEqualTo("SUCCEEDED");
        assertThat(restore.path("progress").asInt()).isEqualTo(100);
        assertThat(counts(restore)).containsExactly(1, 1, 1, 1);
        assertThat(restore.path("summary").path("head").asLong()).isEqualTo(campaign.head(account));
    }

    @Test
    void bkp3_theCommitExpectsTheHeadOfASafetyBackupThatHoldsWhatWasThere() {
        JsonNode restore = owner.restore(backup, REPLACE);

        String safety = restore.path("summary").path("safetyBackupId").asString();
        JsonNode record = Api.json(owner.get("/api/v1/backups/" + safety));
        String content = owner.get("/api/v1/backups/" + safety + "/content").body();
        Bulk bulk = campaign.bulks(account).getFirst();
        assertThat(record.path("trigger").asString()).isEqualTo("safety");
        assertThat(bulk.query())
                .containsEntry("mode", "replace")
                .containsEntry("dryRun", "false")
                .containsEntry("mutationId", restore.path("id").asString())
                .containsEntry("expectedHead", record.path("sequence").asString())
                .doesNotContainKey("types");
        assertThat(record.path("sequence").asLong()).isEqualTo(6);
        assertThat(content).contains("Dragon").contains("\"changed\"").doesNotContain("Goblin");
    }

    @Test
    void bkp3_aSafetyBackupBringsBackWhatTheRestoreReplaced() {
        Map<String, String> before = campaign.documents(account);
        JsonNode restore = owner.restore(backup, REPLACE);

        owner.restore(restore.path("summary").path("safetyBackupId").asString(), REPLACE);

        assertThat(campaign.documents(account)).isEqualTo(before);
    }

    @Test
    void bkp3_aDeviceThatWritesMeanwhileIsInTheNextSafetyBackup() {
        campaign.fault(account, BulkFault.HEAD_MOVES_ONCE);

        JsonNode restore = owner.restore(backup, REPLACE);

        List<Bulk> bulks = campaign.bulks(account);
        assertThat(restore.path("state").asString()).isEqualTo("SUCCEEDED");
        assertThat(bulks).hasSize(2);
        assertThat(bulks.get(0).query()).containsEntry("expectedHead", "6");
        assertThat(bulks.get(1).query()).containsEntry("expectedHead", "7");
        assertThat(safetyBackups()).containsExactly("READY");
        assertThat(campaign.documents(account)).isEqualTo(documentsThen);
    }

    @Test
    void bkp3_anAccountThatIsWrittenToAllTheTimeIsLeftAlone() {
        Map<String, String> before = campaign.documents(account);
        campaign.fault(account, BulkFault.HEAD_MOVES_ALWAYS);

        JsonNode restore = owner.restore(backup, REPLACE);

        assertThat(restore.path("state").asString()).isEqualTo("FAILED");
        assertThat(restore.path("error").asString()).contains("nothing was changed");
        assertThat(campaign.bulks(account)).hasSize(5);
        assertThat(campaign.documents(account)).isEqualTo(before);
        assertThat(safetyBackups()).isEmpty();
    }

    @Test
    void bkp3_aCommitWhoseAnswerWasLostIsNotMadeTwice() {
        campaign.fault(account, BulkFault.ANSWER_LOST_ONCE);

        JsonNode restore = owner.restore(backup, REPLACE);

        List<Bulk> bulks = campaign.bulks(account);
        assertThat(restore.path("state").asString()).isEqualTo("SUCCEEDED");
        assertThat(counts(restore)).containsExactly(1, 1, 1, 1);
        assertThat(bulks).hasSize(2);
        assertThat(bulks.get(1).query()).isEqualTo(bulks.get(0).query());
        assertThat(safetyBackups()).containsExactly("READY");
        assertThat(campaign.head(account)).isEqualTo(9);
    }

    @Test
    void bkp3_aDryRunTellsTheDifferenceAndWritesNothing() {
        Map<String, String> before = campaign.documents(account);

        JsonNode restore = owner.restore(backup, "{\"mode\":\"replace\",\"dryRun\":true}");

        assertThat(restore.path("state").asString()).isEqualTo("SUCCEEDED");
        assertThat(restore.path("dryRun").asBoolean()).isTrue();
        assertThat(counts(restore)).containsExactly(1, 1, 1, 1);
        assertThat(restore.path("summary").has("safetyBackupId")).isFalse();
        assertThat(campaign.documents(account)).isEqualTo(before);
        assertThat(campaign.head(account)).isEqualTo(6);
        assertThat(Api.json(owner.get("/api/v1/backups")).path("backups")).hasSize(1);
    }

    @Test
    void bkp3_typesConfineWhatIsBroughtBackAndWhatIsDeleted() {
        owner.restore(backup, "{\"mode\":\"replace\",\"types\":[\"creature\"]}");

        Map<String, String> expected = new TreeMap<>(documentsThen);
        expected.put("party/" + party, "{\"name\":\"changed\"}");
        assertThat(campaign.documents(account)).isEqualTo(expected);
        assertThat(campaign.bulks(account).getFirst().query()).containsEntry("types", "creature");
        assertThat(campaign.bulks(account).getFirst().lines()).hasSize(1);
    }

    @Test
    void bkp3_idsBringBackTheseDocumentsAndTouchNoOther() {
        Map<String, String> expected = campaign.documents(account);
        expected.put("creature/" + goblin, documentsThen.getOrDefault("creature/" + goblin, ""));

        owner.restore(backup, "{\"mode\":\"replace\",\"ids\":[\"" + goblin + "\"]}");

        assertThat(campaign.documents(account)).isEqualTo(expected);
    }

    @Test
    void bkp3_mergeBringsBackTheBackupsDocumentsAndKeepsNewOnes() {
        Map<String, String> expected = new TreeMap<>(documentsThen);
        expected.put("creature/" + dragon, "{\"name\":\"Dragon\"}");

        owner.restore(backup, "{\"mode\":\"merge\"}");

        assertThat(campaign.documents(account)).isEqualTo(expected);
    }

    @Test
    void bkp3_aDocumentThatBreaksARuleTodayFailsTheRestoreWithTheReason() {
        Map<String, String> before = campaign.documents(account);
        campaign.fault(account, BulkFault.REJECTED);

        JsonNode restore = owner.restore(backup, REPLACE);

        assertThat(restore.path("state").asString()).isEqualTo("FAILED");
        assertThat(restore.path("error").asString()).contains("/0/name").contains("at most 100 characters");
        assertThat(campaign.documents(account)).isEqualTo(before);
        assertThat(campaign.bulks(account)).hasSize(1);
    }

    @Test
    void bkp3_aDamagedBackupIsNotRestored() {
        String key = objectKey();
        byte[] bytes =
                s3.getObjectAsBytes(request -> request.bucket(BUCKET).key(key)).asByteArray();
        String damaged = new String(bytes, StandardCharsets.UTF_8).replace("Goblin", "Gobbin");
        s3.putObject(request -> request.bucket(BUCKET).key(key), RequestBody.fromString(damaged));

        JsonNode restore = owner.restore(backup, REPLACE);
        HttpResponse<String> again = owner.post("/api/v1/backups/" + backup + "/restore", REPLACE);

        assertThat(restore.path("state").asString()).isEqualTo("FAILED");
        assertThat(restore.path("error").asString()).contains("damaged");
        assertThat(campaign.bulks(account)).isEmpty();
        assertThat(safetyBackups()).isEmpty();
        assertThat(Api.json(again).path("type").asString()).isEqualTo("urn:hoard:problem:corrupt");
    }

    @Test
    void err2_anotherAccountsRestoreDoesNotExist() {
        String id = owner.restore(backup, REPLACE).path("id").asString();
        Api stranger = Api.premium(port, UUID.randomUUID());

        assertThat(stranger.get("/api/v1/restores/" + id).statusCode()).isEqualTo(404);
        assertThat(owner.get("/api/v1/restores/" + id).statusCode()).isEqualTo(200);
        assertThat(owner.get("/api/v1/restores/" + backup).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {}                                        | 400 | validation-failed | /mode
            {"mode":"undo"}                           | 400 | validation-failed | /mode
            {"mode":1}                                | 400 | validation-failed | /mode
            {"mode":"replace","userId":"x"}           | 400 | unknown-field     | /userId
            {"mode":"replace","mode":"merge"}         | 400 | malformed-json    | line 1
            {"mode":"replace"                         | 400 | malformed-json    | line 1
            {"mode":"replace","types":"creature"}     | 400 | validation-failed | /types
            {"mode":"replace","types":[]}             | 400 | validation-failed | /types
            {"mode":"replace","types":["creature",7]} | 400 | validation-failed | /types/1
            {"mode":"replace","types":["conflict"]}   | 400 | validation-failed | /types/0
            {"mode":"replace","ids":[]}               | 400 | validation-failed | /ids
            {"mode":"replace","ids":["1-1-1-1-1"]}    | 400 | validation-failed | /ids/0
            {"mode":"replace","ids":[null]}           | 400 | validation-failed | /ids/0
            {"mode":"replace","dryRun":"yes"}         | 400 | validation-failed | /dryRun
            """)
    void err3_aBadCommandIsAProblemThatNamesItsPlace(String command, int status, String type, String place) {
        HttpResponse<String> answer = owner.post("/api/v1/backups/" + backup + "/restore", command);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(Api.json(answer).path("type").asString()).isEqualTo("urn:hoard:problem:" + type);
        assertThat(answer.body()).contains(place);
        assertThat(campaign.bulks(account)).isEmpty();
    }

    @Test
    void err3_anOversizedOrDeepCommandIsRefused() {
        String path = "/api/v1/backups/" + backup + "/restore";
        String ids = ("\"" + goblin + "\",").repeat(1000) + "\"" + goblin + "\"";

        HttpResponse<String> many = owner.post(path, "{\"mode\":\"replace\",\"ids\":[" + ids + "]}");
        HttpResponse<String> huge = owner.post(path, "{\"mode\":\"" + "x".repeat(2_000_000) + "\"}");
        HttpResponse<String> deep = owner.post(path, "{\"types\":" + "[".repeat(60) + "]".repeat(60) + "}");
        HttpResponse<String> text = owner.post(path, "mode=replace", "application/x-www-form-urlencoded");
        HttpResponse<String> none = owner.post(path, "");

        assertThat(List.of(many.statusCode(), huge.statusCode(), deep.statusCode(), text.statusCode()))
                .containsExactly(400, 413, 400, 415);
        assertThat(none.statusCode()).isEqualTo(400);
        assertThat(campaign.bulks(account)).isEmpty();
    }

    @Test
    void anAccountCannotPileUpUnfinishedRestores() {
        campaign.hold(account);
        List<Integer> statuses = Stream.generate(() -> owner.post("/api/v1/backups/" + backup + "/restore", REPLACE))
                .limit(4)
                .map(HttpResponse::statusCode)
                .toList();
        campaign.letGo(account);

        assertThat(statuses).containsExactly(202, 202, 202, 429);
    }

    private List<Integer> counts(JsonNode restore) {
        JsonNode summary = restore.path("summary");
        return List.of(
                summary.path("created").asInt(),
                summary.path("updated").asInt(),
                summary.path("deleted").asInt(),
                summary.path("unchanged").asInt());
    }

    /** The states of the account's safety backups. */
    private List<String> safetyBackups() {
        return Api.json(owner.get("/api/v1/backups"))
                .path("backups")
                .valueStream()
                .filter(backup -> backup.path("trigger").asString().equals("safety"))
                .map(backup -> backup.path("state").asString())
                .toList();
    }

    private String objectKey() {
        return s3.listObjectsV2(request -> request.bucket(BUCKET).prefix("backups/" + account + "/"))
                .contents()
                .getFirst()
                .key();
    }
}
