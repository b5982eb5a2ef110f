package dev.hoard.localstack.infrastructure;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectVolumeResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Volume;
import dev.hoard.localstack.process.ReadinessCheck;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.utility.DockerImageName;

/**
 * The servers as containers. Each listens on the same port inside and outside, on the loopback address, so that the
 * address it tells its clients is true on both sides. Data that is to last lies in named volumes, each served by a
 * container of the same name.
 */
final class Containers implements AutoCloseable {

    private static final String MONGO = "mongo:8";
    private static final String KAFKA = "apache/kafka:4.2.1";
    private static final String S3 = "andrewgaul/s3proxy:s3proxy-4.1.0";
    private static final String WHERE = "container";
    private static final Duration READY_WITHIN = Duration.ofMinutes(2);

    private final Workspace workspace;
    private final Consumer<String> progress;
    private @Nullable Docker docker;
    private final SequencedMap<String, Container> started = new LinkedHashMap<>();

    Containers(Workspace workspace, Consumer<String> progress) {
        this.workspace = workspace;
        this.progress = progress;
    }

    /** Removes what a killed process left running of a lasting workspace. */
    void reclaim() {
        docker();
    }

    /** Deletes the data of a lasting workspace; nothing of it may be used. */
    void deleteData() {
        docker().findClient().ifPresent(this::removeVolumes);
    }

    /** Empty if Docker cannot run it. */
    Optional<Located<String>> findMongo() {
        if (!canRun("mongodb", MONGO)) {
            return Optional.empty();
        }
        int port = workspace.port("mongodb", NativeMongo.USUAL_PORT);
        var replicaSet = new ReplicaSet("127.0.0.1:" + port);
        GenericContainer<?> mongod = container("mongodb", MONGO, port, "/data/db")
                .withCommand(
                        "mongod",
                        "--port",
                        Integer.toString(port),
                        "--bind_ip_all",
                        "--replSet",
                        ReplicaSet.NAME,
                        "--wiredTigerCacheSizeGB",
                        "0.25");
        Container container = start("mongodb", mongod, replicaSet::isWritable);
        return Optional.of(new Located<>(replicaSet.uri(), WHERE, container));
    }

    /** Empty if Docker cannot run it. */
    Optional<Located<String>> findKafka() {
        if (!canRun("kafka", KAFKA)) {
            return Optional.empty();
        }
        int port = workspace.port("kafka", NativeKafka.USUAL_PORT);
        String bootstrapServers = "127.0.0.1:" + port;
        ReadinessCheck answers = () -> {
            try (Admin admin = Topics.connect(bootstrapServers)) {
                return Topics.areServedBy(admin);
            }
        };
        GenericContainer<?> broker = container("kafka", KAFKA, port, "/var/lib/kafka/data")
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
                        Map.entry("KAFKA_HEAP_OPTS", "-Xmx384m")));
        Container container = start("kafka", broker, answers);
        Topics.create(bootstrapServers);
        return Optional.of(new Located<>(bootstrapServers, WHERE, container));
    }

    /** Empty if Docker cannot run it. */
    Optional<Located<S3Access>> findS3() {
        if (!canRun("s3", S3)) {
            return Optional.empty();
        }
        S3Access access = NativeS3.access(workspace);
        int port = workspace.port("s3", NativeS3.USUAL_PORT);
        GenericContainer<?> s3proxy = container("s3", S3, port, "/data")
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
                        "/data"));
        Container container = start("s3", s3proxy, () -> Buckets.areServedBy(access));
        Buckets.create(access);
        return Optional.of(new Located<>(access, WHERE, container));
    }

    /** Stops all, the last started first. */
    @Override
    public synchronized void close() {
        while (!started.isEmpty()) {
            started.pollLastEntry().getValue().stop(Infrastructure.grace(workspace));
        }
    }

    /** What ran in Docker once is not started elsewhere: its data is not there. */
    private boolean canRun(String name, String image) {
        synchronized (this) {
            if (started.containsKey(name)) {
                return true;
            }
        }
        return docker().has(image);
    }

    /**
     * Docker is asked when it is first needed: with configured servers it never is. What a killed process left running
     * goes before a port is chosen, because it holds ours.
     */
    private synchronized Docker docker() {
        if (docker == null) {
            docker = new Docker(progress);
            if (workspace.isLasting()) {
                docker.findClient().ifPresent(this::removeContainers);
            }
        }
        return docker;
    }

    private GenericContainer<?> container(String name, String image, int port, String dataFolder) {
        return new GenericContainer<>(DockerImageName.parse(image))
                .withExposedPorts(port)
                .withCreateContainerCmdModifier(command -> {
                    HostConfig host = Objects.requireNonNull(command.getHostConfig());
                    host.withPortBindings(PortBinding.parse("127.0.0.1:%1$d:%1$d".formatted(port)));
                    if (workspace.isLasting()) {
                        command.withName(lastingName(name));
                        host.withBinds(new Bind(lastingName(name), new Volume(dataFolder)));
                    }
                })
                .waitingFor(new AbstractWaitStrategy() {
                    @Override
                    protected void waitUntilReady() {
                        // We wait ourselves, as for a process: one that dies meanwhile is waited for no longer.
                    }
                });
    }

    private Container start(String name, GenericContainer<?> program, ReadinessCheck answers) {
        var container = new Container(name, workspace.log(name), program);
        synchronized (this) {
            Container dead = started.remove(name);
            if (dead != null) {
                dead.stop(Duration.ZERO);
            }
            started.putLast(name, container);
        }
        try {
            container.start();
            container.awaitReady(READY_WITHIN, answers);
            return container;
        } catch (RuntimeException e) {
            // None is left running that nobody watches.
            container.stop(Duration.ZERO);
            throw e;
        }
    }

    private void removeContainers(DockerClient client) {
        for (var left : client.listContainersCmd()
                .withShowAll(true)
                .withNameFilter(List.of(mark()))
                .exec()) {
            try {
                Container.askToEnd(client, left.getId(), Infrastructure.grace(workspace));
                client.removeContainerCmd(left.getId())
                        .withForce(true)
                        .withRemoveVolumes(true)
                        .exec();
            } catch (NotFoundException | ConflictException e) {
                // Testcontainers' reaper, which has the same task, was faster.
            }
        }
    }

    private void removeVolumes(DockerClient client) {
        List<InspectVolumeResponse> volumes = client.listVolumesCmd()
                .withFilter("name", List.of(mark()))
                .exec()
                .getVolumes();
        for (InspectVolumeResponse volume : volumes) {
            client.removeVolumeCmd(volume.getName()).exec();
        }
    }

    private String lastingName(String name) {
        return "hoard-" + name + "-" + mark();
    }

    /** The same for the same workspace, another for another. */
    private String mark() {
        return UUID.nameUUIDFromBytes(workspace.root().toString().getBytes(StandardCharsets.UTF_8))
                .toString();
    }
}
