package dev.hoard.localstack.infrastructure;

import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Volume;
import dev.hoard.localstack.process.ReadinessCheck;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import org.rnorth.ducttape.unreliables.Unreliables;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.utility.DockerImageName;

/**
 * The servers as containers. Each listens on the same port inside and outside, on the loopback address, so that the
 * address it tells its clients is true on both sides. Data that is to last lies in named volumes.
 */
final class Containers implements AutoCloseable {

    private static final String MONGO = "mongo:8";
    private static final String KAFKA = "apache/kafka:4.2.1";
    private static final String S3 = "andrewgaul/s3proxy:s3proxy-4.1.0";
    private static final String WHERE = "container";
    private static final int READY_WITHIN_S = 120;

    private final Workspace workspace;
    private final Consumer<String> progress;
    private @Nullable Docker docker;
    private final Deque<GenericContainer<?>> running = new ArrayDeque<>();

    Containers(Workspace workspace, Consumer<String> progress) {
        this.workspace = workspace;
        this.progress = progress;
    }

    /** Empty if Docker cannot run it. */
    Optional<Located<String>> findMongo() {
        if (!canRun(MONGO)) {
            return Optional.empty();
        }
        int port = workspace.port("mongodb", NativeMongo.USUAL_PORT);
        var replicaSet = new ReplicaSet("127.0.0.1:" + port);
        start(container(MONGO, port, "mongodb", "/data/db", replicaSet::isWritable)
                .withCommand(
                        "mongod",
                        "--port",
                        Integer.toString(port),
                        "--bind_ip_all",
                        "--replSet",
                        ReplicaSet.NAME,
                        "--wiredTigerCacheSizeGB",
                        "0.25"));
        return Optional.of(Located.elsewhere(replicaSet.uri(), WHERE));
    }

    /** Empty if Docker cannot run it. */
    Optional<Located<String>> findKafka() {
        if (!canRun(KAFKA)) {
            return Optional.empty();
        }
        int port = workspace.port("kafka", NativeKafka.USUAL_PORT);
        String bootstrapServers = "127.0.0.1:" + port;
        ReadinessCheck answers = () -> {
            try (Admin admin = Topics.connect(bootstrapServers)) {
                return Topics.areServedBy(admin);
            }
        };
        start(container(KAFKA, port, "kafka", "/var/lib/kafka/data", answers)
                .withEnv(Map.ofEntries(
                        Map.entry("CLUSTER_ID", "4L6g3nShT-eMCtK--X86sw"),
                        Map.entry("KAFKA_NODE_ID", "1"),
                        Map.entry("KAFKA_PROCESS_ROLES", "broker,controller"),
                        Map.entry("KAFKA_CONTROLLER_QUORUM_VOTERS", "1@localhost:29093"),
                        Map.entry("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER"),
                        Map.entry("KAFKA_LISTENERS", "PLAINTEXT://:" + port + ",CONTROLLER://localhost:29093"),
                        Map.entry("KAFKA_ADVERTISED_LISTENERS", "PLAINTEXT://" + bootstrapServers),
                        Map.entry("KAFKA_LISTENER_SECURITY_PROTOCOL_MAP", "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT"),
                        Map.entry("KAFKA_LOG_DIRS", "/var/lib/kafka/data"),
                        Map.entry("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false"),
                        Map.entry("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "1"),
                        Map.entry("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "1"),
                        Map.entry("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "1"),
                        Map.entry("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0"),
                        Map.entry("KAFKA_HEAP_OPTS", "-Xmx384m"))));
        Topics.create(bootstrapServers);
        return Optional.of(Located.elsewhere(bootstrapServers, WHERE));
    }

    /** Empty if Docker cannot run it. */
    Optional<Located<S3Access>> findS3() {
        if (!canRun(S3)) {
            return Optional.empty();
        }
        S3Access access = NativeS3.access(workspace);
        int port = workspace.port("s3", NativeS3.USUAL_PORT);
        start(container(S3, port, "s3", "/data", () -> Buckets.areServedBy(access))
                .withEnv(Map.of(
                        "S3PROXY_ENDPOINT",
                        "http://0.0.0.0:" + port,
                        "S3PROXY_AUTHORIZATION",
                        "aws-v2-or-v4",
                        "S3PROXY_IDENTITY",
                        access.accessKey(),
                        "S3PROXY_CREDENTIAL",
                        access.secretKey(),
                        "S3PROXY_CORS_ALLOW_ALL",
                        "true",
                        "JCLOUDS_PROVIDER",
                        NativeS3.provider(workspace),
                        "JCLOUDS_FILESYSTEM_BASEDIR",
                        "/data")));
        Buckets.create(access);
        return Optional.of(Located.elsewhere(access, WHERE));
    }

    /** Docker is asked when it is first needed: with configured servers it never is. */
    private synchronized boolean canRun(String image) {
        if (docker == null) {
            docker = new Docker(progress);
        }
        return docker.has(image);
    }

    /** Stops all, the last started first. */
    @Override
    public synchronized void close() {
        while (!running.isEmpty()) {
            running.removeLast().stop();
        }
    }

    private GenericContainer<?> container(
            String image, int port, String name, String dataFolder, ReadinessCheck answers) {
        return new GenericContainer<>(DockerImageName.parse(image))
                .withExposedPorts(port)
                .withCreateContainerCmdModifier(command -> {
                    HostConfig host = Objects.requireNonNull(command.getHostConfig());
                    host.withPortBindings(PortBinding.parse("127.0.0.1:%1$d:%1$d".formatted(port)));
                    if (workspace.isLasting()) {
                        host.withBinds(new Bind(volume(name), new Volume(dataFolder)));
                    }
                })
                .waitingFor(new AbstractWaitStrategy() {
                    @Override
                    protected void waitUntilReady() {
                        Unreliables.retryUntilTrue(READY_WITHIN_S, TimeUnit.SECONDS, answers::isReady);
                    }
                });
    }

    /** The same for the same workspace, another for another. */
    private String volume(String name) {
        byte[] root = workspace.root().toString().getBytes(StandardCharsets.UTF_8);
        return "hoard-" + name + "-" + UUID.nameUUIDFromBytes(root);
    }

    private void start(GenericContainer<?> container) {
        synchronized (this) {
            running.addLast(container);
        }
        container.start();
    }
}
