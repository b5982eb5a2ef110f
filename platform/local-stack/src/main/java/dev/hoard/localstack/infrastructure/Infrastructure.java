package dev.hoard.localstack.infrastructure;

import dev.hoard.localstack.process.ChildFailed;
import dev.hoard.localstack.process.Children;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * MongoDB, Kafka and S3 of one workspace. Each is found or started when it is first asked for, and started again, at the
 * same address, when it is asked for after it died.
 */
public final class Infrastructure implements AutoCloseable {

    private static final Duration GRACE = Duration.ofSeconds(20);
    /** Another process may take a free port before the server does. */
    private static final int ATTEMPTS = 3;

    private final Workspace workspace;
    private final Children children;
    private final Containers containers;
    private final Consumer<String> progress;
    private final Slot<String> mongo;
    private final Slot<String> kafka;
    private final Slot<S3Access> s3;

    public Infrastructure(Workspace workspace, Children children, Consumer<String> progress) {
        this.workspace = workspace;
        this.children = children;
        this.containers = new Containers(workspace, progress);
        this.progress = progress;
        this.mongo = new Slot<>(this::findMongo);
        this.kafka = new Slot<>(this::findKafka);
        this.s3 = new Slot<>(this::findS3);
    }

    /** Where data is to last, servers end by themselves; where it goes with them, they need not. */
    public static Children childrenOf(Workspace workspace) {
        return Children.recordedIn(workspace.run(), grace(workspace));
    }

    static Duration grace(Workspace workspace) {
        return workspace.isLasting() ? GRACE : Duration.ZERO;
    }

    /** Stops what a killed process left running. */
    public static void reclaim(Workspace workspace) {
        childrenOf(workspace).close();
        new Containers(workspace, line -> {}).reclaim();
    }

    /** Deletes the data of a lasting workspace, in its folder and in Docker if Docker answers. */
    public static void deleteData(Workspace workspace) throws IOException {
        childrenOf(workspace).close();
        Folders.delete(workspace.data());
        new Containers(workspace, line -> {}).deleteData();
    }

    /** Stops what a killed process left running. */
    static void reclaim(Path records) {
        Children.recordedIn(records, Duration.ZERO).close();
    }

    /** A replica set, {@code mongodb://host:port/?replicaSet=rs0}. */
    public Located<String> mongo() {
        return mongo.get();
    }

    /** Bootstrap servers, {@code host:port}, with the product's topics. */
    public Located<String> kafka() {
        return kafka.get();
    }

    /** A server with the product's buckets. */
    public Located<S3Access> s3() {
        return s3.get();
    }

    @Override
    public void close() {
        children.close();
        containers.close();
    }

    private Located<String> findMongo() {
        return Configured.findMongo()
                .orElseGet(() -> started(
                        "MongoDB",
                        "mongodb",
                        () -> containers
                                .findMongo()
                                .orElseGet(() -> NativeMongo.start(workspace, children, progress))));
    }

    private Located<String> findKafka() {
        return Configured.findKafka()
                .orElseGet(() -> started(
                        "Kafka",
                        "kafka",
                        () -> containers
                                .findKafka()
                                .orElseGet(() -> NativeKafka.start(workspace, children, progress))));
    }

    private Located<S3Access> findS3() {
        return Configured.findS3()
                .orElseGet(() -> started(
                        "S3",
                        "s3",
                        () -> containers.findS3().orElseGet(() -> NativeS3.start(workspace, children, progress))));
    }

    private <A> Located<A> started(String title, String name, Supplier<Located<A>> start) {
        for (int attempt = 1; ; attempt++) {
            try {
                return start.get();
            } catch (ChildFailed e) {
                boolean portWasTaken = e.report().contains("ddress already in use")
                        || e.report().contains("port is already allocated");
                if (attempt == ATTEMPTS || !portWasTaken) {
                    throw e;
                }
                progress.accept(title + ": its port was taken meanwhile, choosing another");
                workspace.forgetPort(name);
            }
        }
    }

    /** What was located, until it dies. */
    private static final class Slot<A> {

        private final Supplier<Located<A>> locate;
        private @Nullable Located<A> located;

        Slot(Supplier<Located<A>> locate) {
            this.locate = locate;
        }

        synchronized Located<A> get() {
            if (located == null || !located.isAlive()) {
                located = locate.get();
            }
            return located;
        }
    }
}
