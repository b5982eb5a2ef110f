package dev.hoard.localstack.testing;

import dev.hoard.localstack.infrastructure.Infrastructure;
import dev.hoard.localstack.infrastructure.Part;
import dev.hoard.localstack.infrastructure.S3Access;
import dev.hoard.localstack.infrastructure.Workspace;
import java.util.stream.Stream;

/** The servers all tests of this JVM share. Each starts when it is first asked for; all end with the JVM. */
public final class LocalStack {

    private final Infrastructure infrastructure;

    private LocalStack(Infrastructure infrastructure) {
        this.infrastructure = infrastructure;
    }

    public static LocalStack shared() {
        return Shared.STACK;
    }

    /** A replica set, {@code mongodb://host:port/?replicaSet=rs0}. */
    public String mongoUri() {
        return infrastructure.mongo().address();
    }

    /** Bootstrap servers with the product's topics; no others are created by themselves. */
    public String kafkaBootstrap() {
        return infrastructure.kafka().address();
    }

    /** S3 with the product's buckets. */
    public S3Access s3() {
        return infrastructure.s3().address();
    }

    /** Starts the parts, side by side, and tells by system properties where they are. */
    void publish(Part... parts) {
        Stream.of(parts).parallel().forEach(this::publish);
    }

    private void publish(Part part) {
        switch (part) {
            case MONGODB -> System.setProperty("hoard.mongodb.uri", mongoUri());
            case KAFKA -> System.setProperty("hoard.kafka.bootstrap-servers", kafkaBootstrap());
            case S3 -> publish(s3());
        }
    }

    private static void publish(S3Access s3) {
        System.setProperty("hoard.s3.endpoint", s3.endpoint());
        System.setProperty("hoard.s3.access-key", s3.accessKey());
        System.setProperty("hoard.s3.secret-key", s3.secretKey());
        System.setProperty("hoard.s3.region", s3.region());
        System.setProperty("hoard.s3.server-side-encryption", Boolean.toString(s3.serverSideEncryption()));
    }

    private static final class Shared {

        private static final LocalStack STACK = start();

        private static LocalStack start() {
            Workspace workspace = Workspace.temporary();
            var infrastructure =
                    new Infrastructure(workspace, Infrastructure.childrenOf(workspace), LocalStack::report);
            AfterTests.run(() -> {
                infrastructure.close();
                workspace.close();
            });
            return new LocalStack(infrastructure);
        }
    }

    private static void report(String progress) {
        System.getLogger(LocalStack.class.getName()).log(System.Logger.Level.INFO, progress);
    }
}
