package dev.hoard.localstack.infrastructure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;

/** The topics of the product. Servers create none by themselves, so a misspelt name is an error and not a new topic. */
final class Topics {

    private static final List<Topic> ALL = List.of(
            new Topic(
                    "campaign.changes",
                    6,
                    Map.of(
                            "cleanup.policy", "delete",
                            "retention.ms", hours(24),
                            "max.message.bytes", mebibytes(2))),
            new Topic("account.events", 3, Map.of()),
            new Topic("backup.jobs", 3, Map.of()),
            new Topic("export.jobs", 3, Map.of()),
            new Topic("erasure.requests", 1, Map.of()),
            new Topic("erasure.acknowledged", 1, Map.of()));

    private static final int TIMEOUT_MS = 15_000;

    private Topics() {}

    private record Topic(String name, int partitions, Map<String, String> config) {

        /** Where its messages go that no consumer can digest; they are as large as in the topic itself. */
        Topic deadLetters() {
            return new Topic(name + ".dlt", 1, config);
        }
    }

    /** Creates what is not there yet. */
    static void create(String bootstrapServers) {
        try (Admin admin = connect(bootstrapServers)) {
            Set<String> existing = admin.listTopics().names().get(TIMEOUT_MS, TimeUnit.MILLISECONDS);
            List<NewTopic> missing = new ArrayList<>();
            for (Topic topic : ALL) {
                for (Topic each : List.of(topic, topic.deadLetters())) {
                    if (!existing.contains(each.name())) {
                        missing.add(new NewTopic(each.name(), each.partitions(), (short) 1).configs(each.config()));
                    }
                }
            }
            admin.createTopics(missing).all().get(TIMEOUT_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new InfrastructureMissing("Kafka at " + bootstrapServers + " does not create topics", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** True once the broker of the cluster serves clients. */
    static boolean areServedBy(Admin admin) throws ExecutionException, InterruptedException, TimeoutException {
        return !admin.describeCluster()
                .nodes()
                .get(TIMEOUT_MS, TimeUnit.MILLISECONDS)
                .isEmpty();
    }

    static Admin connect(String bootstrapServers) {
        return Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS));
    }

    private static String hours(int hours) {
        return Long.toString(hours * 3_600_000L);
    }

    private static String mebibytes(int mebibytes) {
        return Integer.toString(mebibytes * 1024 * 1024);
    }
}
