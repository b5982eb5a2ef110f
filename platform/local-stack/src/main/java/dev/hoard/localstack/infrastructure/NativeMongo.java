package dev.hoard.localstack.infrastructure;

import dev.hoard.localstack.process.Child;
import dev.hoard.localstack.process.ChildCommand;
import dev.hoard.localstack.process.Children;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** MongoDB as a process of this machine. */
final class NativeMongo {

    static final int USUAL_PORT = 27017;
    private static final Duration READY_WITHIN = Duration.ofMinutes(2);

    private NativeMongo() {}

    static Located<String> start(Workspace workspace, Children children, Consumer<String> progress) {
        String mongod = MongoBinary.find(progress).toString();
        int port = workspace.port("mongodb", USUAL_PORT);
        List<String> line = List.of(
                mongod,
                "--dbpath",
                workspace.data("mongodb").toString(),
                "--bind_ip",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--replSet",
                ReplicaSet.NAME,
                "--wiredTigerCacheSizeGB",
                "0.25",
                "--oplogSize",
                "512",
                "--nounixsocket",
                "--setParameter",
                "diagnosticDataCollectionEnabled=false");
        var replicaSet = new ReplicaSet("127.0.0.1:" + port);
        Child child = children.startReady(
                new ChildCommand("mongodb", line, Map.of(), workspace.log("mongodb")),
                READY_WITHIN,
                replicaSet::isWritable);
        return new Located<>(replicaSet.uri(), "native", child);
    }
}
