package dev.hoard.backup.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import dev.hoard.backup.suite.Api;
import dev.hoard.backup.suite.FakeCampaign;
import dev.hoard.backup.suite.FakeSuite;
import dev.hoard.backup.suite.IntegrationTest;
import dev.hoard.localstack.testing.LocalStack;
import dev.hoard.platform.event.Event;
import dev.hoard.platform.event.EventRecords;
import dev.hoard.platform.event.Topics;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.security.ServiceTokens;
import dev.hoard.platform.web.InternalPort;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import tools.jackson.databind.JsonNode;

@IntegrationTest
class BackupTest {

    private static final String BUCKET = "hoard-backups";

    private final FakeCampaign campaign = FakeSuite.shared().campaign();
    private final UUID account = UUID.randomUUID();

    @LocalServerPort
    private int port;

    @Autowired
    private S3Client s3;

    @Autowired
    private Archive archive;

    @Autowired
    private Backups backups;

    @Autowired
    private BackupViews views;

    @Autowired
    private MongoDatabase database;

    @Autowired
    private InternalPort internalPort;

    @Autowired
    private ServiceTokens serviceTokens;

    @Test
    void bkp1_aBackupIsAcceptedAndBecomesReady() throws Exception {
        writeSomeDocuments();

        HttpResponse<String> accepted = owner().post("/api/v1/backups");
        String id = Api.json(accepted).path("id").asString();
        JsonNode backup = owner().finished("/api/v1/backups/" + id);

        assertThat(accepted.statusCode()).isEqualTo(202);
        assertThat(accepted.headers().firstValue("Location")).hasValue("/api/v1/backups/" + id);
        assertThat(backup.path("state").asString()).isEqualTo("READY");
        assertThat(backup.path("progress").asInt()).isEqualTo(100);
        assertThat(backup.path("sequence").asLong()).isEqualTo(3);
        assertThat(backup.path("epoch").asLong()).isEqualTo(7);
        assertThat(backup.path("counts").toString()).isEqualTo("{\"creature\":1,\"party\":1,\"preferences\":1}");
        assertThat(backup.path("createdAt").asString()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(backup.path("verifiedAt").asString()).isNotEmpty();
    }

    /** Record and job are read one after the other, and the worker may end between the two. */
    @Test
    void bkp1_aBackupThatBecomesReadyWhileItIsLookedAtIsNotShownAsFailed() {
        BackupId id = BackupId.of(owner().takeBackup());
        Backup ready = backups.find(id).orElseThrow();
        await().until(() -> archive.findJob(ready).orElseThrow().finishedAt() != null);
        Backup readBefore = new Backup(
                id,
                ready.account(),
                ready.jobId(),
                ready.trigger(),
                BackupState.RUNNING,
                ready.createdAt(),
                null,
                null,
                null);

        assertThat(views.of(readBefore).state()).isEqualTo(BackupState.READY);
    }

    @Test
    void bkp1_objectRecordAndDownloadAreTheSameBytes() throws Exception {
        writeSomeDocuments();
        String id = owner().takeBackup();

        JsonNode record = Api.json(owner().get("/api/v1/backups/" + id));
        HttpResponse<String> download = owner().get("/api/v1/backups/" + id + "/content");
        S3Object object = objects().getFirst();
        HeadObjectResponse head =
                s3.headObject(request -> request.bucket(BUCKET).key(object.key()));
        byte[] stored = s3.getObjectAsBytes(request -> request.bucket(BUCKET).key(object.key()))
                .asByteArray();

        assertThat(object.key()).matches("backups/" + account + "/\\d{8}T\\d{9}Z\\.json");
        assertThat(head.serverSideEncryption()).isEqualTo(ServerSideEncryption.AES256);
        assertThat(head.contentType()).isEqualTo("application/json");
        assertThat(head.metadata()).containsEntry("sha256", sha256(stored)).containsEntry("backup-id", id);
        assertThat(record.path("sha256").asString()).isEqualTo(sha256(stored));
        assertThat(record.path("size").asLong()).isEqualTo(stored.length);
        assertThat(download.body().getBytes(StandardCharsets.UTF_8)).isEqualTo(stored);
        assertThat(download.headers().firstValueAsLong("Content-Length")).hasValue(stored.length);
        assertThat(download.headers().firstValue("Content-Disposition").orElseThrow())
                .startsWith("attachment; filename=\"hoard-backup-");
    }

    @Test
    void bkp2_theContentIsTheAccountAndEveryDocumentAsItWasWritten() {
        writeSomeDocuments();
        String id = owner().takeBackup();

        String text = owner().get("/api/v1/backups/" + id + "/content").body();
        JsonNode content = Api.json(owner().get("/api/v1/backups/" + id + "/content"));

        assertThat(content.propertyNames())
                .containsExactly(
                        "format",
                        "version",
                        "id",
                        "createdAt",
                        "account",
                        "assets",
                        "epoch",
                        "sequence",
                        "documents",
                        "counts");
        assertThat(content.path("format").asString()).isEqualTo("hoard-backup");
        assertThat(content.path("id").asString()).isEqualTo(id);
        assertThat(content.path("account").propertyNames()).containsExactly("user", "subscription");
        assertThat(content.path("account").path("user").path("email").asString())
                .isEqualTo("gm@example.org");
        assertThat(text).doesNotContain("passwordHash").doesNotContain(FakeSuite.PASSWORD_HASH);
        assertThat(content.path("assets").path(0).path("fileName").asString()).isEqualTo("map.png");
        assertThat(content.path("documents")).hasSize(3);
        assertThat(text.lines().map(line -> line.replaceAll(",$", ""))).containsSubsequence(campaign.lines(account));
    }

    @Test
    void bkp2_anAccountThatNeverWroteHasAnEmptyBackup() {
        String id = owner().takeBackup();

        JsonNode content = Api.json(owner().get("/api/v1/backups/" + id + "/content"));

        assertThat(content.path("documents")).isEmpty();
        assertThat(content.path("sequence").asLong()).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = FakeCampaign.Fault.class,
            names = {"TORN", "MISCOUNTED"})
    void bkp2_aTornSnapshotNeverBecomesABackup(FakeCampaign.Fault fault) {
        writeSomeDocuments();
        campaign.fault(account, fault);

        HttpResponse<String> accepted = owner().post("/api/v1/backups");
        String path = accepted.headers().firstValue("Location").orElseThrow();
        JsonNode backup = owner().finished(path);

        assertThat(backup.path("state").asString()).isEqualTo("FAILED");
        assertThat(backup.path("error").asString()).isNotEmpty();
        assertThat(campaign.snapshots(account)).isEqualTo(3);
        assertThat(objects()).isEmpty();
        assertThat(openUploads()).isZero();
        assertThat(owner().get(path + "/content").statusCode()).isEqualTo(409);
    }

    @Test
    void bkp1_backupsOfTheSameMillisecondHaveTheirOwnObjects() {
        Api owner = owner();
        List<String> paths = List.of("a", "b", "c").parallelStream()
                .map(any -> owner.post("/api/v1/backups")
                        .headers()
                        .firstValue("Location")
                        .orElseThrow())
                .toList();

        assertThat(paths)
                .allSatisfy(
                        path -> assertThat(owner.finished(path).path("state").asString())
                                .isEqualTo("READY"));

        assertThat(objects()).hasSize(3);
    }

    @Test
    void bkp1_theListIsNewestFirstAndPaged() {
        String first = owner().takeBackup();
        String second = owner().takeBackup();
        String third = owner().takeBackup();

        JsonNode page = Api.json(owner().get("/api/v1/backups?limit=2"));
        JsonNode rest = Api.json(owner().get(
                        "/api/v1/backups?limit=2&page=" + page.path("nextPage").asString()));

        assertThat(page.path("backups").findValuesAsString("id")).containsExactly(third, second);
        assertThat(rest.path("backups").findValuesAsString("id")).containsExactly(first);
        assertThat(rest.has("nextPage")).isFalse();
        assertThat(internal("/internal/accounts/" + account + "/backups")
                        .path("backups")
                        .findValuesAsString("id"))
                .containsExactly(third, second, first);
    }

    @Test
    void bkp1_deletingTakesObjectAndRecordTogether() {
        String id = owner().takeBackup();

        HttpResponse<String> deleted = owner().delete("/api/v1/backups/" + id);

        assertThat(deleted.statusCode()).isEqualTo(204);
        assertThat(objects()).isEmpty();
        assertThat(record(id)).isZero();
        assertThat(owner().get("/api/v1/backups/" + id).statusCode()).isEqualTo(404);
        assertThat(owner().delete("/api/v1/backups/" + id).statusCode()).isEqualTo(404);
    }

    @Test
    void err2_anotherAccountsBackupDoesNotExist() {
        String id = owner().takeBackup();
        Api stranger = Api.premium(port, UUID.randomUUID());

        assertThat(List.of(
                        stranger.get("/api/v1/backups/" + id),
                        stranger.get("/api/v1/backups/" + id + "/content"),
                        stranger.delete("/api/v1/backups/" + id),
                        stranger.post("/api/v1/backups/" + id + "/restore", "{\"mode\":\"replace\"}"),
                        stranger.get("/api/v1/backups/" + UUID.randomUUID()),
                        stranger.get("/api/v1/backups/1"),
                        stranger.get("/api/v1/restores/" + id)))
                .allSatisfy(answer -> {
                    assertThat(answer.statusCode()).isEqualTo(404);
                    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
                });
        assertThat(Api.json(stranger.get("/api/v1/backups")).path("backups")).isEmpty();
        assertThat(owner().get("/api/v1/backups/" + id + "/content").statusCode())
                .isEqualTo(200);
    }

    @Test
    void data4_aLapsedAccountKeepsWhatItHasButTakesNoMore() {
        String id = owner().takeBackup();
        Api lapsed = Api.free(port, account);

        assertThat(lapsed.post("/api/v1/backups").statusCode()).isEqualTo(402);
        assertThat(lapsed.post("/api/v1/backups/" + id + "/restore", "{\"mode\":\"replace\"}")
                        .statusCode())
                .isEqualTo(402);
        assertThat(lapsed.get("/api/v1/backups").statusCode()).isEqualTo(200);
        assertThat(lapsed.get("/api/v1/backups/" + id + "/content").statusCode())
                .isEqualTo(200);
        assertThat(lapsed.delete("/api/v1/backups/" + id).statusCode()).isEqualTo(204);
        assertThat(campaign.bulks(account)).isEmpty();
    }

    @Test
    void bkp6_aDamagedBackupIsMarkedAndNeverServed() {
        String id = owner().takeBackup();
        s3.putObject(
                request -> request.bucket(BUCKET).key(objects().getFirst().key()),
                RequestBody.fromString("{\"format\":\"hoard-backup\",\"version\":1}"));

        HttpResponse<String> download = owner().get("/api/v1/backups/" + id + "/content");

        assertThat(download.statusCode()).isEqualTo(500);
        assertThat(Api.json(download).path("type").asString()).isEqualTo("urn:hoard:problem:corrupt");
        assertThat(Api.json(owner().get("/api/v1/backups/" + id)).path("state").asString())
                .isEqualTo("CORRUPT");
        assertThat(Api.json(owner().get("/api/v1/backups/" + id + "/content"))
                        .path("type")
                        .asString())
                .isEqualTo("urn:hoard:problem:corrupt");
    }

    @Test
    void bkp6_aLargeDamagedBackupNeverDownloadsToItsEnd() {
        campaign.generate(account, 100);
        String id = owner().takeBackup();
        String key = objects().getFirst().key();
        byte[] bytes =
                s3.getObjectAsBytes(request -> request.bucket(BUCKET).key(key)).asByteArray();
        bytes[bytes.length / 2] ^= 1;
        s3.putObject(request -> request.bucket(BUCKET).key(key), RequestBody.fromBytes(bytes));

        assertThatThrownBy(() -> owner().get("/api/v1/backups/" + id + "/content"))
                .isInstanceOf(UncheckedIOException.class);
        assertThat(Api.json(owner().get("/api/v1/backups/" + id)).path("state").asString())
                .isEqualTo("CORRUPT");
    }

    @Test
    void bkp6_aBackupWithoutItsObjectIsMarked() {
        String id = owner().takeBackup();
        String key = objects().getFirst().key();
        s3.deleteObject(request -> request.bucket(BUCKET).key(key));

        assertThat(owner().get("/api/v1/backups/" + id + "/content").statusCode())
                .isEqualTo(500);
        assertThat(Api.json(owner().get("/api/v1/backups/" + id)).path("state").asString())
                .isEqualTo("CORRUPT");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"name":"x"}          | application/json | 400 | unknown-field
            {"name":              | application/json | 400 | malformed-json
            [1]                   | application/json | 400 | validation-failed
            name=x                | text/plain       | 415 | unsupported-media-type
            """)
    void err3_aBadRequestForABackupWritesNothing(String body, String contentType, int status, String type) {
        HttpResponse<String> answer = owner().post("/api/v1/backups", body, contentType);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(Api.json(answer).path("type").asString()).isEqualTo("urn:hoard:problem:" + type);
        assertThat(Api.json(owner().get("/api/v1/backups")).path("backups")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"?limit=0", "?limit=501", "?limit=x", "?page=%21", "?page=-1"})
    void err1_aBadPageIsRefused(String query) {
        assertThat(owner().get("/api/v1/backups" + query).statusCode()).isEqualTo(400);
    }

    @Test
    void auth10_withoutAValidTokenNothingIsSaid() {
        Api nobody = Api.bearing(port, null);

        assertThat(nobody.get("/api/v1/backups").statusCode()).isEqualTo(401);
        assertThat(nobody.post("/api/v1/backups").statusCode()).isEqualTo(401);
        assertThat(owner().get("/internal/accounts/" + account + "/backups").statusCode())
                .isEqualTo(404);
        assertThat(Api.premium(internalPort.number(), account)
                        .get("/internal/accounts/" + account + "/backups")
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void anAccountCannotPileUpUnfinishedBackups() {
        AccountId id = new AccountId(account);
        for (int i = 0; i < 3; i++) {
            backups.open(id, Trigger.MANUAL, null);
        }

        HttpResponse<String> answer = owner().post("/api/v1/backups");

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void aSubmittedJobIsAnnouncedSoThatSiblingsWake() {
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        LocalStack.shared().kafkaBootstrap(),
                        ConsumerConfig.GROUP_ID_CONFIG,
                        account.toString(),
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(Topics.BACKUP_JOBS));
            owner().takeBackup();

            Event event = await().atMost(Duration.ofSeconds(20))
                    .until(() -> announced(consumer), Optional::isPresent)
                    .orElseThrow();

            assertThat(event.type()).isEqualTo("dev.hoard.job.requested.v1");
            assertThat(new String(event.data(), StandardCharsets.UTF_8)).matches("\\{\"jobId\":\"[0-9a-f-]{36}\"}");
        }
    }

    private Optional<Event> announced(KafkaConsumer<String, byte[]> consumer) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
            if (account.toString().equals(record.key())) {
                return Optional.of(EventRecords.fromRecord(record));
            }
        }
        return Optional.empty();
    }

    private void writeSomeDocuments() {
        campaign.put(
                account,
                "party",
                UUID.randomUUID(),
                "{\"name\":\"Öl & Käse\",\"ext\":{\"x\":{\"n\":1.10,\"big\":12345678901234567890123}}}");
        campaign.put(account, "creature", UUID.randomUUID(), "{\"name\":\"Goblin \\\"Nib\\\"\",\"maxHp\":7}");
        campaign.put(account, "preferences", account, "{\"theme\":\"dark\"}");
    }

    private Api owner() {
        return Api.premium(port, account);
    }

    private JsonNode internal(String path) {
        return Api.json(Api.bearing(internalPort.number(), serviceTokens.mint()).get(path));
    }

    private List<S3Object> objects() {
        return s3.listObjectsV2(request -> request.bucket(BUCKET).prefix("backups/" + account + "/"))
                .contents();
    }

    private long openUploads() {
        return s3.listMultipartUploads(request -> request.bucket(BUCKET)).uploads().stream()
                .filter(upload -> upload.key().contains(account.toString()))
                .count();
    }

    private long record(String id) {
        return database.getCollection("backups").countDocuments(Filters.eq("_id", UUID.fromString(id)));
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
