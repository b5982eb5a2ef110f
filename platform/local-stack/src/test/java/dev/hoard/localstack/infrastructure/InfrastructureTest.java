package dev.hoard.localstack.infrastructure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import dev.hoard.localstack.process.FreePort;
import dev.hoard.localstack.process.Running;
import dev.hoard.localstack.testing.LocalStack;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringSerializer;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InfrastructureTest {

    @TempDir
    private Path root;

    /** Volumes would outlive the folder. */
    @AfterEach
    void deleteData() throws IOException {
        try (Workspace workspace = Workspace.findLasting(root).orElseThrow()) {
            Infrastructure.deleteData(workspace);
        }
    }

    @Test
    void dataSurvivesAStopAndAStartOnOtherPorts() throws Exception {
        try (Workspace workspace = Workspace.findLasting(root).orElseThrow();
                Infrastructure infrastructure = start(workspace)) {
            write(infrastructure);
        }
        try (Workspace workspace = Workspace.findLasting(root).orElseThrow();
                // Whoever comes between takes the ports.
                var _ = occupy(27017);
                var _ = occupy(9092);
                var _ = occupy(9000);
                Infrastructure infrastructure = start(workspace)) {
            assertThat(infrastructure.mongo().address()).doesNotContain("27017");
            assertReadable(infrastructure);
        }
    }

    @Test
    void deletedDataDoesNotComeBack() throws IOException {
        try (Workspace workspace = Workspace.findLasting(root).orElseThrow();
                Infrastructure infrastructure = start(workspace);
                MongoClient client = connect(infrastructure)) {
            things(client).insertOne(new Document("_id", "doomed"));
        }
        deleteData();
        try (Workspace workspace = Workspace.findLasting(root).orElseThrow();
                Infrastructure infrastructure = start(workspace);
                MongoClient client = connect(infrastructure)) {
            assertThat(things(client).find()).isEmpty();
        }
    }

    @Test
    void whatAKilledProcessLeftRunningMakesWayForTheNext() {
        try (Workspace workspace = Workspace.findLasting(root).orElseThrow();
                Infrastructure leftRunning = start(workspace)) {
            Running left = running(leftRunning.mongo());
            try (Infrastructure next = start(workspace)) {
                assertThat(running(next.mongo()).isAlive()).isTrue();
                assertThat(left.isAlive()).isFalse();
            }
        }
    }

    @Test
    void topicsHaveTheirPartitionsAndConfiguration() throws Exception {
        try (Admin admin = Topics.connect(LocalStack.shared().kafkaBootstrap())) {
            var topics = admin.describeTopics(
                            List.of("campaign.changes", "account.events", "erasure.requests", "campaign.changes.dlt"))
                    .allTopicNames()
                    .get(30, TimeUnit.SECONDS);
            assertThat(topics.values())
                    .extracting(
                            TopicDescription::name, topic -> topic.partitions().size())
                    .containsExactlyInAnyOrder(
                            tuple("campaign.changes", 6),
                            tuple("account.events", 3),
                            tuple("erasure.requests", 1),
                            tuple("campaign.changes.dlt", 1));
            var resource = new ConfigResource(ConfigResource.Type.TOPIC, "campaign.changes");
            var configs = admin.describeConfigs(List.of(resource)).all().get(30, TimeUnit.SECONDS);
            assertThat(configs.values())
                    .singleElement()
                    .satisfies(config -> assertThat(config.entries())
                            .extracting(ConfigEntry::name, ConfigEntry::value)
                            .contains(
                                    tuple("retention.ms", "86400000"),
                                    tuple("cleanup.policy", "delete"),
                                    tuple("max.message.bytes", "2097152")));
        }
    }

    @Test
    void aServerThatDiedIsStartedAgainAtTheSameAddress() {
        try (Workspace workspace = Workspace.temporary();
                Infrastructure infrastructure = start(workspace)) {
            Located<String> before = infrastructure.mongo();
            running(before).kill();
            Located<String> after = infrastructure.mongo();
            assertThat(after.address()).isEqualTo(before.address());
            assertThat(running(after)).isNotSameAs(running(before)).matches(Running::isAlive);
            assertThat(infrastructure.mongo()).isSameAs(after);
        }
    }

    @Test
    void aServerThatDiedIsReportedWithItsLastLogLines() throws Exception {
        try (Workspace workspace = Workspace.temporary();
                Infrastructure infrastructure = start(workspace)) {
            Running mongod = running(infrastructure.mongo());
            var report = new CompletableFuture<String>();
            mongod.onDeath(death -> report.complete(death.report()));
            mongod.kill();
            assertThat(report.get(30, TimeUnit.SECONDS))
                    .startsWith("mongodb died with exit code 137")
                    .contains("\"msg\":");
        }
    }

    @Test
    void aWorkspaceHasOneHolderAmongAllProcesses() throws Exception {
        try (Workspace _ = Workspace.findLasting(root).orElseThrow()) {
            assertThat(Workspace.findLasting(root)).isEmpty();
            assertThat(isHeldForAnotherProcess()).isTrue();
        }
        assertThat(isHeldForAnotherProcess()).isFalse();
        Workspace.findLasting(root).orElseThrow().close();
    }

    @Test
    void nothingIsLeftOfATemporaryWorkspace() {
        Workspace workspace = Workspace.temporary();
        Running mongod;
        try (workspace;
                Infrastructure infrastructure = start(workspace)) {
            mongod = running(infrastructure.mongo());
            assertThat(mongod.isAlive()).isTrue();
        }
        assertThat(mongod.isAlive()).isFalse();
        assertThat(workspace.root()).doesNotExist();
    }

    @Test
    void keysAreMadeOnceAndReadableByTheirOwnerOnly() throws IOException {
        Path file = root.resolve("keys").resolve("some.key");
        assertThat(Keys.keptIn(file, () -> "made")).isEqualTo("made");
        assertThat(Keys.keptIn(file, () -> "made again")).isEqualTo("made");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void s3RefusesAWrongSignature() throws Exception {
        S3Access right = LocalStack.shared().s3();
        var wrong = new S3Access(right.endpoint(), right.accessKey(), "guessed", right.region(), true);
        assertThat(status("GET", "/hoard-backups", right)).isEqualTo(200);
        assertThat(status("GET", "/hoard-backups", wrong)).isEqualTo(403);
    }

    private static Infrastructure start(Workspace workspace) {
        return new Infrastructure(workspace, Infrastructure.childrenOf(workspace), System.out::println);
    }

    private static void write(Infrastructure infrastructure) throws Exception {
        try (MongoClient client = connect(infrastructure)) {
            things(client).insertOne(new Document("_id", "kept"));
        }
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", infrastructure.kafka().address()),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>("erasure.requests", "key", "kept"))
                    .get(30, TimeUnit.SECONDS);
        }
        assertThat(status("PUT", "/hoard-exports/kept", infrastructure.s3().address()))
                .isEqualTo(200);
    }

    private static void assertReadable(Infrastructure infrastructure) throws Exception {
        try (MongoClient client = connect(infrastructure)) {
            assertThat(things(client).find().first()).isEqualTo(new Document("_id", "kept"));
        }
        try (Admin admin = Topics.connect(infrastructure.kafka().address())) {
            var partition = new TopicPartition("erasure.requests", 0);
            var end = admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                    .partitionResult(partition)
                    .get(30, TimeUnit.SECONDS);
            assertThat(end.offset()).isEqualTo(1);
        }
        assertThat(status("HEAD", "/hoard-exports/kept", infrastructure.s3().address()))
                .isEqualTo(200);
    }

    private static int status(String method, String path, S3Access s3) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            SignedRequest.of(method, path, s3, Instant.now()), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }

    private boolean isHeldForAnotherProcess() throws Exception {
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        OtherHolder.class.getName(),
                        root.toString())
                .inheritIO()
                .start();
        return other.waitFor() == OtherHolder.HELD_ELSEWHERE;
    }

    private static MongoClient connect(Infrastructure infrastructure) {
        return MongoClients.create(infrastructure.mongo().address());
    }

    private static MongoCollection<Document> things(MongoClient client) {
        return client.getDatabase("test").getCollection("things");
    }

    private static Running running(Located<?> located) {
        return Objects.requireNonNull(located.server(), "not one of ours");
    }

    /** Nothing to do if another program has it already. */
    private static AutoCloseable occupy(int port) throws IOException {
        return FreePort.isFree(port) ? new ServerSocket(port, 1, InetAddress.getLoopbackAddress()) : () -> {};
    }
}
