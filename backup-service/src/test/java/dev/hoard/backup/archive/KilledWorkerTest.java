package dev.hoard.backup.archive;

import static com.mongodb.client.model.Filters.eq;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import dev.hoard.backup.BackupServiceApplication;
import dev.hoard.backup.suite.Api;
import dev.hoard.backup.suite.FakeCampaign;
import dev.hoard.backup.suite.FakeSuite;
import dev.hoard.localstack.infrastructure.S3Access;
import dev.hoard.localstack.testing.LocalStack;
import dev.hoard.localstack.testing.WithLocalStack;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.UuidRepresentation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import tools.jackson.databind.JsonNode;

/** Two real processes with small heaps: the first is killed in the middle of an upload, the second takes over. */
@WithLocalStack
class KilledWorkerTest {

    /** Not the usual one, so that the test sees whether the variable is honoured. */
    private static final String BUCKET = "backups-kept-elsewhere";

    private static final String HEAP = "-Xmx96m";

    /** Of 10 KiB each: more than the heap, several parts of an upload. */
    private static final int DOCUMENTS = 12_000;

    private static final Duration START_WITHIN = Duration.ofSeconds(90);
    private static final Duration BACKUP_WITHIN = Duration.ofSeconds(90);

    private final FakeCampaign campaign = FakeSuite.shared().campaign();
    private final UUID account = UUID.randomUUID();
    private final String database = "hoard_backup_" + account.toString().substring(0, 8);
    private final List<Process> services = new ArrayList<>();
    private final MongoClient mongo = MongoClients.create(MongoClientSettings.builder()
            .applyConnectionString(new ConnectionString(LocalStack.shared().mongoUri()))
            .uuidRepresentation(UuidRepresentation.STANDARD)
            .build());
    private final S3Client s3 = s3(LocalStack.shared().s3());

    @TempDir
    private Path logs;

    private MongoCollection<Document> records;

    @BeforeEach
    void fillTheAccount() {
        s3.createBucket(request -> request.bucket(BUCKET));
        campaign.generate(account, DOCUMENTS);
        records = mongo.getDatabase(database).getCollection("backups");
    }

    @AfterEach
    void endWhatWasStarted() {
        services.forEach(Process::destroyForcibly);
        mongo.getDatabase(database).drop();
        mongo.close();
        s3.close();
    }

    /** The services find their bucket and its keys by the AWS variables alone. */
    @Test
    void bkp1_aKilledWorkersBackupIsTakenOverInConstantMemoryAndItsUploadAborted() throws Exception {
        Service first = start();
        String id = Api.json(first.api().post("/api/v1/backups")).path("id").asString();
        String upload = await().atMost(BACKUP_WITHIN)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> uploadOf(id), noted -> !noted.isEmpty());

        first.process().destroyForcibly().waitFor();
        assertThat(uploads()).extracting(MultipartUpload::uploadId).containsExactly(upload);
        Service second = start();
        await().atMost(BACKUP_WITHIN).until(() -> second.state(id), state -> state.equals("READY"));

        JsonNode backup = Api.json(second.api().get("/api/v1/backups/" + id));
        assertThat(uploads()).isEmpty();
        assertThat(backup.path("counts").path("creature").asInt()).isEqualTo(DOCUMENTS);
        assertThat(backup.path("size").asLong()).isGreaterThan(110_000_000);
        assertThat(sha256OfObject()).isEqualTo(backup.path("sha256").asString());

        JsonNode restore = second.api().restore(id, "{\"mode\":\"merge\",\"dryRun\":true}");
        assertThat(restore.path("summary").path("created").asInt()).isEqualTo(DOCUMENTS);
    }

    private record Service(Process process, Api api) {

        String state(String backup) {
            return Api.json(api.get("/api/v1/backups/" + backup)).path("state").asString();
        }
    }

    private Service start() throws IOException {
        int port = freePort();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                BackupServiceApplication.class.getName()));
        Stream.concat(FakeSuite.shared().settings().stream(), infrastructure())
                .forEach(setting -> command.add("--" + setting));
        command.add("--server.port=" + port);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(logs.resolve("service-" + port).toFile());
        builder.environment().putAll(awsVariables());
        Process process = builder.start();
        services.add(process);
        await().atMost(START_WITHIN)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> isReady(port) || !process.isAlive());
        assertThat(process.isAlive())
                .as(Files.readString(logs.resolve("service-" + port)))
                .isTrue();
        return new Service(process, Api.premium(port, account));
    }

    private Stream<String> infrastructure() {
        return Stream.of(
                "hoard.mongodb.uri=" + LocalStack.shared().mongoUri(),
                "hoard.mongodb.database=" + database,
                "hoard.kafka.bootstrap-servers=" + LocalStack.shared().kafkaBootstrap(),
                "hoard.s3.endpoint=" + LocalStack.shared().s3().endpoint(),
                "hoard.job.lease=3s");
    }

    private static Map<String, String> awsVariables() {
        S3Access access = LocalStack.shared().s3();
        return Map.of(
                "AWS_S3_BACKUP_BUCKET", BUCKET,
                "AWS_ACCESS_KEY_ID", access.accessKey(),
                "AWS_SECRET_ACCESS_KEY", access.secretKey(),
                "AWS_REGION", access.region());
    }

    private static boolean isReady(int port) {
        try {
            return Api.bearing(port, null).get("/actuator/health/readiness").statusCode() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private String uploadOf(String id) {
        Document record = records.find(eq("_id", UUID.fromString(id))).first();
        String upload = record == null ? null : record.getString("uploadId");
        return upload == null ? "" : upload;
    }

    private List<MultipartUpload> uploads() {
        return s3.listMultipartUploads(request -> request.bucket(BUCKET)).uploads().stream()
                .filter(upload -> upload.key().contains(account.toString()))
                .toList();
    }

    private String sha256OfObject() throws Exception {
        String key = s3.listObjectsV2(request -> request.bucket(BUCKET).prefix("backups/" + account + "/"))
                .contents()
                .getFirst()
                .key();
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (InputStream content = new DigestInputStream(
                s3.getObject(request -> request.bucket(BUCKET).key(key)), digest)) {
            content.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static S3Client s3(S3Access access) {
        return S3Client.builder()
                .endpointOverride(URI.create(access.endpoint()))
                .forcePathStyle(true)
                .region(Region.of(access.region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(access.accessKey(), access.secretKey())))
                .build();
    }
}
