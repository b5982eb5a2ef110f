package dev.hoard.export.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.hoard.export.archive.ArchiveFormat;
import dev.hoard.export.archive.ArchiveJson;
import dev.hoard.export.suite.Api;
import dev.hoard.export.suite.Archives;
import dev.hoard.export.suite.CampaignStandIn;
import dev.hoard.export.suite.GeneratedAccount;
import dev.hoard.export.suite.HandmadeArchive;
import dev.hoard.export.suite.IntegrationTest;
import dev.hoard.export.suite.OpenedArchive;
import dev.hoard.export.suite.SettableClock;
import dev.hoard.export.suite.SuiteStandIn;
import dev.hoard.localstack.testing.LocalStack;
import dev.hoard.platform.event.Event;
import dev.hoard.platform.event.EventRecords;
import dev.hoard.platform.event.Topics;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.job.Job;
import dev.hoard.platform.job.JobContext;
import dev.hoard.platform.job.JobState;
import dev.hoard.platform.storage.ObjectStorage;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.QuoteMode;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

@IntegrationTest
final class ExportsTest {

    private final CampaignStandIn campaign = SuiteStandIn.shared().campaign();

    @LocalServerPort
    private int port;

    @Autowired
    private ObjectStorage storage;

    @Autowired
    private Exports exports;

    @Autowired
    private ExportSweep sweep;

    @Autowired
    private ExportJobHandler handler;

    @Autowired
    private SettableClock clock;

    @AfterEach
    void allIsWellAgain() {
        campaign.fault(CampaignStandIn.Fault.NONE);
        SuiteStandIn.shared().backupServiceDown(false);
        clock.ahead(Duration.ZERO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"premium", "free"})
    void exp1_aJsonExportHoldsEverythingOfAnyTier(String tier) {
        Api api = Api.of(port, UUID.randomUUID(), tier, Instant.now());
        var data = GeneratedAccount.fill(campaign, api.account(), 7);

        JsonNode export = Archives.export(api, "json", "READY");
        byte[] zip =
                api.get("/exports/" + export.path("id").asString() + "/content").bytes();

        OpenedArchive archive = new OpenedArchive(zip);
        assertThat(archive.documents()).isEqualTo(data);
        JsonNode manifest = archive.json("manifest.json");
        assertThat(manifest.path("account").asString()).isEqualTo(api.account().toString());
        assertThat(manifest.path("sequence").asLong()).isEqualTo(campaign.head(api.account()));
        manifest.path("files").forEachEntry((name, file) -> {
            assertThat(file.path("sha256").asString()).as(name).isEqualTo(archive.sha256(name));
            assertThat(file.path("count").asInt()).as(name).isEqualTo(count(archive.json(name)));
        });
        assertThat(export.path("sha256").asString()).isEqualTo(HandmadeArchive.sha256(zip));
        assertThat(export.path("size").asLong()).isEqualTo(zip.length);
        assertThat(export.path("counts").path("parties.json"))
                .isEqualTo(manifest.path("files").path("parties.json").path("count"));
        assertThat(export.path("progress").asInt()).isEqualTo(100);
        assertThat(archive.json("user.json").path("subscription").path("tier").asString())
                .isEqualTo("premium");
        assertThat(archive.json("sessionHistory.json")).hasSize(3);
        assertThat(archive.json("devices.json")).hasSize(1);
        assertThat(archive.json("conflicts.json")).hasSize(1);
        assertThat(archive.json("conflicts.json")
                        .path(0)
                        .path("mine")
                        .path("name")
                        .asString())
                .isEqualTo("Company");
        assertThat(archive.json("paymentHistory.json")).hasSize(1);
        assertThat(archive.json("adminActions.json")).hasSize(1);
        assertThat(archive.json("backups.json")).hasSize(1);
        assertThat(archive.json("assets.json").path(0).path("fileName").asString())
                .isEqualTo("=map.png");
        assertThat(archive.json("assets.json").path(0).path("sha256").asString())
                .isEqualTo("5e884898");
    }

    @Test
    void exp1_aCsvExportReadBackIsTheSameData() throws IOException {
        Api api = Api.premium(port);
        GeneratedAccount.fill(campaign, api.account(), 11);

        OpenedArchive json = Archives.open(api, "json");
        OpenedArchive csv = Archives.open(api, "csv");

        for (String kind :
                List.of("parties", "encounters", "creatures", "preferences", "user", "sessionHistory", "assets")) {
            JsonNode expected = json.json(kind + ".json");
            List<JsonNode> records = expected.isArray() ? expected.valueStream().toList() : List.of(expected);
            List<CSVRecord> rows = rows(csv.text(kind + ".csv"));
            assertThat(rows).as(kind).hasSize(expected.isNull() ? 0 : records.size());
            for (int i = 0; i < rows.size(); i++) {
                assertThat(readBack(rows.get(i))).as(kind + " " + i).isEqualTo(withoutNulls(records.get(i)));
            }
        }
        JsonNode manifest = csv.json("manifest.json");
        assertThat(manifest.path("contents").asString()).isEqualTo("csv");
        assertThat(manifest.path("files").path("parties.csv").path("sha256").asString())
                .isEqualTo(csv.sha256("parties.csv"));
    }

    @Test
    void exp1_noCellOfACsvExportStartsAFormula() throws IOException {
        Api api = Api.premium(port);
        GeneratedAccount.fill(campaign, api.account(), 13);

        OpenedArchive archive = Archives.open(api, "csv");
        for (String file : archive.names()) {
            if (file.endsWith(".csv")) {
                rows(archive.text(file))
                        .forEach(row -> row.stream()
                                .filter(cell -> cell != null && !cell.matches("-?\\d+(\\.\\d+)?"))
                                .forEach(cell -> assertThat(cell).as(file).doesNotMatch("(?s)^[=+\\-@\t\r].*")));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "csv"})
    void exp1_noExportCarriesASecret(String format) {
        Api api = Api.premium(port);

        OpenedArchive archive = Archives.open(api, format);
        assertThat(archive.names())
                .hasSize(13)
                .allSatisfy(name -> assertThat(archive.text(name))
                        .as(name)
                        .doesNotContainIgnoringCase("password")
                        .doesNotContainIgnoringCase("argon2")
                        .doesNotContain("refreshTokenHash"));
    }

    @Test
    void exp1_theContentIsServedInRanges() {
        Api api = Api.premium(port);
        GeneratedAccount.fill(campaign, api.account(), 17);
        String path =
                "/exports/" + Archives.export(api, "json", "READY").path("id").asString() + "/content";

        Api.Answer whole = api.get(path);
        byte[] content = whole.bytes();
        assertThat(whole.header("Content-Type")).isEqualTo("application/zip");
        assertThat(whole.header("Accept-Ranges")).isEqualTo("bytes");
        assertThat(whole.header("Content-Length")).isEqualTo(Integer.toString(content.length));
        assertThat(whole.header("ETag")).isEqualTo("\"" + HandmadeArchive.sha256(content) + "\"");
        assertThat(whole.header("Content-Disposition")).contains("attachment");

        Api.Answer middle = api.get(path, "Range", "bytes=100-199");
        assertThat(middle.status()).isEqualTo(206);
        assertThat(middle.header("Content-Range")).isEqualTo("bytes 100-199/" + content.length);
        assertThat(middle.bytes()).isEqualTo(Arrays.copyOfRange(content, 100, 200));
        assertThat(api.get(path, "Range", "bytes=-7").bytes())
                .isEqualTo(Arrays.copyOfRange(content, content.length - 7, content.length));

        Api.Answer outside = api.get(path, "Range", "bytes=" + content.length + "-");
        assertThat(outside.status()).isEqualTo(416);
        assertThat(outside.problem()).isEqualTo("range-not-satisfiable");
        assertThat(outside.header("Content-Range")).isEqualTo("bytes */" + content.length);

        assertThat(api.get(path, "Range", "bytes=0-9", "If-Range", "\"other\"").status())
                .isEqualTo(200);
        assertThat(api.get(path, "Range", "bytes=0-9", "If-Range", whole.header("ETag"))
                        .status())
                .isEqualTo(206);
        Api.Answer head = api.head(path, "Range", "bytes=0-9");
        assertThat(head.status()).isEqualTo(206);
        assertThat(head.header("Content-Length")).isEqualTo("10");
    }

    @Test
    void exp1_exportsAreListedNewestFirst() {
        Api api = Api.premium(port);
        String first = Archives.export(api, "json", "READY").path("id").asString();
        String second = Archives.export(api, "csv", "READY").path("id").asString();

        assertThat(api.get("/exports")
                        .json()
                        .path("exports")
                        .valueStream()
                        .map(export -> export.path("id").asString()))
                .containsExactly(second, first);
    }

    @Test
    void err2_anotherAccountsExportDoesNotExist() {
        Api owner = Api.premium(port);
        Api other = Api.premium(port);
        String path =
                "/exports/" + Archives.export(owner, "json", "READY").path("id").asString();

        for (Api.Answer answer : List.of(
                other.get(path), other.get(path + "/content"), other.delete(path), other.get("/exports/none"))) {
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.problem()).isEqualTo("not-found");
        }
        assertThat(owner.get(path + "/content").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(
            value = CampaignStandIn.Fault.class,
            names = {"TORN", "MISCOUNTED", "CONFLICTS_TORN"})
    void exp1_aTornSnapshotNeverBecomesAnExport(CampaignStandIn.Fault fault) {
        Api api = Api.premium(port);
        GeneratedAccount.fill(campaign, api.account(), 19);
        campaign.fault(fault);

        JsonNode export = Archives.export(api, "json", "FAILED");

        assertThat(export.path("error").asString()).isNotBlank();
        Api.Answer content = api.get("/exports/" + export.path("id").asString() + "/content");
        assertThat(content.status()).isEqualTo(409);
        assertThat(content.problem()).isEqualTo("conflict");
        assertThat(objectsOf(api)).isEmpty();
    }

    @Test
    void exp1_anExportThatMissesAPartFailsInsteadOfLeavingItOut() {
        Api api = Api.premium(port);
        SuiteStandIn.shared().backupServiceDown(true);

        Archives.export(api, "json", "FAILED");

        assertThat(objectsOf(api)).isEmpty();
    }

    @Test
    void exp1_anExportOutlivesTheRestartOfAServiceItReadsFrom() {
        Api api = Api.premium(port);
        SuiteStandIn.shared().backupServiceDown(true);
        String path = "/exports/"
                + api.postJson("/exports", "{\"format\":\"json\"}")
                        .json()
                        .path("id")
                        .asString();
        await().until(() -> api.get(path).json().has("error"));

        SuiteStandIn.shared().backupServiceDown(false);

        await().until(() -> api.get(path).json().path("state").asString().equals("READY"));
        assertThat(api.get(path).json().has("error")).isFalse();
    }

    @Test
    void exp1_aRunningExportThatIsCancelledStopsAndLeavesNothing() throws InterruptedException {
        Api api = Api.premium(port);
        campaign.fault(CampaignStandIn.Fault.ENDLESS);
        JsonNode running = Archives.export(api, "json", "RUNNING");
        String path = "/exports/" + running.path("id").asString();
        await().until(() -> api.get(path).json().path("progress").asInt() > 0);

        assertThat(api.delete(path).status()).isEqualTo(204);

        assertThat(campaign.abandoned().await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(api.get(path).status()).isEqualTo(404);
        assertThat(api.get("/exports").json().path("exports")).isEmpty();
        assertThat(objectsOf(api)).isEmpty();
    }

    @Test
    void exp1_anExportCancelledAtTheVeryLastMomentLeavesNothing() {
        AccountId account = new AccountId(UUID.randomUUID());
        Instant now = Instant.now();
        Job job = new Job(
                "late",
                Export.KIND,
                account,
                JobState.RUNNING,
                Export.parameters(ArchiveFormat.JSON),
                new Document(),
                0,
                1,
                null,
                now,
                now,
                now,
                null,
                1);

        assertThatThrownBy(() -> handler.run(job, new LostAfterUpload())).hasMessage("lost");

        assertThat(storage.list(Export.prefix(account, "late"))).isEmpty();
    }

    @Test
    void exp1_aFinishedExportThatIsDeletedTakesItsContentAlong() {
        Api api = Api.premium(port);
        String path =
                "/exports/" + Archives.export(api, "json", "READY").path("id").asString();
        assertThat(objectsOf(api)).hasSize(1);

        assertThat(api.delete(path).status()).isEqualTo(204);

        assertThat(objectsOf(api)).isEmpty();
        assertThat(api.get(path).status()).isEqualTo(404);
        assertThat(api.delete(path).status()).isEqualTo(404);
    }

    @Test
    void exp1_theContentExpiresAfterSevenDays() {
        Api api = Api.premium(port);
        JsonNode export = Archives.export(api, "json", "READY");
        String path = "/exports/" + export.path("id").asString();
        assertThat(Duration.between(
                        Instant.parse(export.path("finishedAt").asString()),
                        Instant.parse(export.path("expiresAt").asString())))
                .isEqualTo(Duration.ofDays(7));

        clock.ahead(Duration.ofDays(7).plusMinutes(1));
        Api later = Api.of(port, api.account(), "premium", clock.instant());

        assertThat(later.get(path).json().path("state").asString()).isEqualTo("EXPIRED");
        Api.Answer content = later.get(path + "/content");
        assertThat(content.status()).isEqualTo(410);
        assertThat(content.problem()).isEqualTo("content-expired");
        sweep.removeLeftovers();
        assertThat(objectsOf(api)).isEmpty();
    }

    @Test
    void exp1_anExportIsForgottenLongAfterItsContentHasGone() {
        Api api = Api.premium(port);
        Archives.export(api, "json", "READY");

        clock.ahead(Duration.ofDays(29));
        exports.forgetOld();
        clock.ahead(Duration.ZERO);
        assertThat(api.get("/exports").json().path("exports")).hasSize(1);

        clock.ahead(Duration.ofDays(31));
        exports.forgetOld();
        clock.ahead(Duration.ZERO);
        assertThat(api.get("/exports").json().path("exports")).isEmpty();
    }

    @Test
    void exp1_theSweepRemovesOnlyWhatNobodyCanFetch() throws IOException {
        Api api = Api.premium(port);
        Archives.export(api, "json", "READY");
        List<String> needed = objectsOf(api);
        storage.put("exports/" + api.account() + "/gone/1.zip", "application/zip", Map.of(), out -> out.write(1));
        storage.put(needed.getFirst().replace("/1.zip", "/0.zip"), "application/zip", Map.of(), out -> out.write(1));

        sweep.removeLeftovers();

        assertThat(objectsOf(api)).isEqualTo(needed);
    }

    @Test
    void exp1_anAccountCannotQueueExportsWithoutEnd() {
        Api api = Api.premium(port);
        campaign.fault(CampaignStandIn.Fault.ENDLESS);
        for (int i = 0; i < 3; i++) {
            assertThat(api.postJson("/exports", "{\"format\":\"json\"}").status())
                    .isEqualTo(202);
        }

        Api.Answer fourth = api.postJson("/exports", "{\"format\":\"json\"}");

        assertThat(fourth.status()).isEqualTo(429);
        assertThat(fourth.header("Retry-After")).isNotBlank();
        api.get("/exports")
                .json()
                .path("exports")
                .forEach(export -> api.delete("/exports/" + export.path("id").asString()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {"format":"xml"}              | validation-failed
        {}                            | validation-failed
        {"format":1}                  | validation-failed
        {"format":"json","extra":1}   | unknown-field
        {"format":"json"              | malformed-json
        {"format":"json","format":1}  | malformed-json
        """)
    void err3_aWrongRequestIsRefused(String body, String problem) {
        Api api = Api.premium(port);

        Api.Answer answer = api.postJson("/exports", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.problem()).isEqualTo(problem);
        assertThat(api.get("/exports").json().path("exports")).isEmpty();
    }

    @Test
    void exp1_anAccountCannotKeepExportsWithoutEnd() {
        Api api = Api.premium(port);
        String first = Archives.export(api, "json", "READY").path("id").asString();
        for (int i = 1; i < 4; i++) {
            Archives.export(api, "json", "READY");
        }

        assertThat(api.postJson("/exports", "{\"format\":\"json\"}").status()).isEqualTo(409);
        api.delete("/exports/" + first);
        assertThat(api.postJson("/exports", "{\"format\":\"json\"}").status()).isEqualTo(202);
    }

    @Test
    void exp1_otherInstancesAreWokenOverKafka() {
        Api api = Api.premium(port);
        String id = Archives.export(api, "json", "READY").path("id").asString();

        ConsumerRecord<String, byte[]> wakeUp = wakeUpFor(id);

        assertThat(wakeUp.key()).isEqualTo(api.account().toString());
        Event event = EventRecords.fromRecord(wakeUp);
        assertThat(event.type()).isEqualTo("dev.hoard.job.requested.v1");
        assertThat(event.source()).isEqualTo("export-service");
    }

    @Test
    void auth10_withoutAnAccessTokenThereIsNothing() {
        Api.Answer answer = Api.anonymous(port).get("/exports");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.problem()).isEqualTo("unauthenticated");
    }

    private static ConsumerRecord<String, byte[]> wakeUpFor(String jobId) {
        Map<String, Object> settings = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                LocalStack.shared().kafkaBootstrap(),
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest");
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.EXPORT_JOBS).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            String data = "{\"jobId\":\"" + jobId + "\"}";
            return await().until(
                            () -> StreamSupport.stream(
                                            consumer.poll(Duration.ofMillis(200))
                                                    .spliterator(),
                                            false)
                                    .filter(found -> new String(found.value(), StandardCharsets.UTF_8).equals(data))
                                    .findFirst(),
                            Optional::isPresent)
                    .orElseThrow();
        }
    }

    private List<String> objectsOf(Api api) {
        return storage.list("exports/" + api.account() + "/");
    }

    private static List<CSVRecord> rows(String csv) throws IOException {
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .setQuoteMode(QuoteMode.ALL_NON_NULL)
                .setNullString("")
                .get();
        return format.parse(new StringReader(csv)).getRecords();
    }

    /** A row as the JSON it came from; types follow from how JSON would read the cell, texts are told by their key. */
    private static Map<String, String> readBack(CSVRecord row) {
        Map<String, String> fields = new TreeMap<>();
        row.toMap().forEach((column, cell) -> {
            if (cell == null) {
                return;
            }
            String text = cell.startsWith("'") ? cell.substring(1) : cell;
            if (column.equals("other")) {
                ArchiveJson.mapper().readTree(text).forEachEntry((name, value) -> fields.put(name, plain(value)));
                return;
            }
            fields.put(column, text);
        });
        return fields;
    }

    private static Map<String, String> withoutNulls(JsonNode item) {
        Map<String, String> fields = new TreeMap<>();
        item.forEachEntry((name, value) -> {
            if (!value.isNull()) {
                fields.put(name, plain(value));
            }
        });
        return fields;
    }

    private static String plain(JsonNode value) {
        return value.isString() ? value.asString() : value.toString();
    }

    private static int count(JsonNode content) {
        return content.isArray() ? content.size() : content.isNull() ? 0 : 1;
    }

    /** Loses the job between the end of the upload and the result. */
    private static final class LostAfterUpload implements JobContext {

        private int checks;

        @Override
        public void progress(int percent) {}

        @Override
        public void checkFence() {
            if (++checks == 2) {
                throw new IllegalStateException("lost");
            }
        }
    }
}
