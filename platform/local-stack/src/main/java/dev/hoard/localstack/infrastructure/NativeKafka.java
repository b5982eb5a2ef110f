package dev.hoard.localstack.infrastructure;

import dev.hoard.localstack.process.Child;
import dev.hoard.localstack.process.ChildCommand;
import dev.hoard.localstack.process.Children;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;

/** Kafka as a process of this machine: one node that is broker and controller. */
final class NativeKafka {

    static final int USUAL_PORT = 9092;
    private static final int USUAL_CONTROLLER_PORT = 9093;
    private static final Duration FORMAT_DEADLINE = Duration.ofMinutes(2);
    private static final Duration READY_WITHIN = Duration.ofMinutes(2);

    private NativeKafka() {}

    static Located<String> start(Workspace workspace, Children children, Consumer<String> progress) {
        JavaServer kafka = JavaServer.fetched("kafka", progress);
        String bootstrapServers = "127.0.0.1:" + workspace.port("kafka", USUAL_PORT);
        try {
            Path log4j = Files.writeString(
                    workspace.config().resolve("kafka-log4j2.properties"),
                    JavaServer.resource("kafka-log4j2.properties"));
            Path properties = workspace.config().resolve("kafka.properties");
            Path data = workspace.data("kafka");
            int controllerPort = workspace.port("kafka-controller", USUAL_CONTROLLER_PORT);
            Files.writeString(properties, properties(bootstrapServers, controllerPort, data));
            String logging = "-Dlog4j2.configurationFile=" + log4j.toUri();
            if (Files.notExists(data.resolve("meta.properties"))) {
                format(kafka, logging, properties);
            }
            List<String> flags = List.of("-Xmx384m", "-XX:+UseSerialGC", logging);
            List<String> line = kafka.command(flags, "kafka.Kafka", properties.toString());
            try (Admin admin = Topics.connect(bootstrapServers)) {
                Child child = children.startReady(
                        new ChildCommand("kafka", line, Map.of(), workspace.log("kafka")),
                        READY_WITHIN,
                        () -> Topics.areServedBy(admin));
                Topics.create(bootstrapServers);
                return new Located<>(bootstrapServers, "native", child);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void format(JavaServer kafka, String logging, Path properties) throws IOException {
        List<String> flags = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", logging);
        Command.Outcome outcome = Command.run(
                FORMAT_DEADLINE,
                Map.of(),
                kafka.command(
                        flags,
                        "kafka.tools.StorageTool",
                        "format",
                        "--cluster-id",
                        Uuid.randomUuid().toString(),
                        "--config",
                        properties.toString()));
        if (!outcome.succeeded()) {
            throw new InfrastructureMissing("Kafka could not format its folder:\n" + outcome.complaint());
        }
    }

    /** The voters stand in the file and not in the data, so that the data can be served on other ports next time. */
    private static String properties(String bootstrapServers, int controllerPort, Path data) {
        return """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@127.0.0.1:%2$d
                controller.listener.names=CONTROLLER
                listeners=PLAINTEXT://%1$s,CONTROLLER://127.0.0.1:%2$d
                advertised.listeners=PLAINTEXT://%1$s
                log.dirs=%3$s
                auto.create.topics.enable=false
                offsets.topic.replication.factor=1
                offsets.topic.num.partitions=8
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                transaction.state.log.num.partitions=4
                share.coordinator.state.topic.replication.factor=1
                share.coordinator.state.topic.min.isr=1
                group.initial.rebalance.delay.ms=0
                """.formatted(bootstrapServers, controllerPort, data);
    }
}
