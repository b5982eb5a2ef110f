package dev.hoard.demo.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hoard.demo.client.Batches;
import dev.hoard.demo.client.Call;
import dev.hoard.demo.client.Credentials;
import dev.hoard.demo.client.Device;
import dev.hoard.demo.client.HoardApi;
import dev.hoard.demo.client.Json;
import dev.hoard.demo.client.Mutation;
import dev.hoard.demo.client.Patience;
import dev.hoard.demo.client.PushAnswer;
import dev.hoard.demo.client.Replica;
import dev.hoard.demo.content.Content;
import dev.hoard.demo.content.DocumentKey;
import dev.hoard.demo.srd.SrdMonsters;
import dev.hoard.demo.table.GameTable;
import dev.hoard.localstack.launcher.WholeSuite;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code kill -9} of one service while an import runs, a second device follows, and a backup and an export are under way.
 * The clients sit it out and send the same mutations again; the launcher starts the service again.
 */
class KilledServiceStory {

    private static final Patience PATIENCE = Patience.of(Duration.ofMinutes(3));
    private static final Duration SETTLED = Duration.ofMinutes(2);
    private static final Set<String> ENDED = Set.of("READY", "FAILED", "CORRUPT", "CANCELLED", "EXPIRED");
    private static final int BATCH = 20;
    private static final int KILLED_AT = 5;

    private final RunningSuite suite = RunningSuite.shared();
    private final HoardApi api = suite.api();

    static List<String> services() {
        return WholeSuite.services();
    }

    @ParameterizedTest
    @MethodSource("services")
    void sync3_noAcknowledgedEditIsLostAndNoneIsTakenTwice(String service) {
        Credentials who = suite.accounts(api).registerPremium("Killed " + service);
        try (Device laptop = Device.login(api, who, "laptop", PATIENCE);
                Device phone = Device.login(api, who, "phone", PATIENCE)) {
            GameTable table = GameTable.with(SrdMonsters.listAsCreatures(), laptop.accountId());
            phone.follow();

            Map<DocumentKey, Long> acknowledged = new HashMap<>();
            Jobs jobs = importWithAKill(laptop, table, service, acknowledged);

            long head = acknowledged.size();
            phone.replica().await("the whole import", SETTLED, replica -> replica.position() >= head);
            Replica feed = laptop.readAnew(head);
            assertThat(feed.position()).as("the head: each document once").isEqualTo(head);
            assertThat(feed.revisions()).as("feed against acknowledgements").isEqualTo(acknowledged);
            assertThat(feed.content().differencesFrom(Content.of(table.documents())))
                    .isEmpty();
            assertThat(whole(feed, table)).as("feed against documents").isEqualTo(OwnersLists.read(laptop));
            assertThat(phone.replica().content().differencesFrom(feed.content()))
                    .isEmpty();
            assertEndsWell(laptop, "/api/v1/backups/" + jobs.backup());
            assertEndsWell(laptop, "/api/v1/exports/" + jobs.export());
        }
    }

    /** The ids of what was under way when the service was killed. */
    private record Jobs(String backup, String export) {}

    private Jobs importWithAKill(Device laptop, GameTable table, String service, Map<DocumentKey, Long> acknowledged) {
        List<List<Mutation>> batches = Batches.of(mutations(table), BATCH);
        batches.subList(0, KILLED_AT).forEach(batch -> acknowledged.putAll(push(laptop, batch)));
        String backup = start(laptop, Call.post("/api/v1/backups"));
        String export = start(laptop, Call.post("/api/v1/exports", Json.object().put("format", "json")));

        // The pushes do not wait for the kill, so that it falls into one of them; but the last comes after it for sure.
        CompletableFuture<Void> killed = CompletableFuture.runAsync(() -> suite.kill(service));
        CompletableFuture<Void> restarted = killed.thenRun(suite::bringUp);
        CompletableFuture<Void> pushed = CompletableFuture.runAsync(() -> {
            batches.subList(KILLED_AT, batches.size() - 1).forEach(batch -> acknowledged.putAll(push(laptop, batch)));
            killed.join();
            acknowledged.putAll(push(laptop, batches.getLast()));
        });

        restarted.join();
        pushed.join();
        return new Jobs(backup, export);
    }

    private static Map<DocumentKey, Long> push(Device laptop, List<Mutation> batch) {
        PushAnswer answer = laptop.push(batch).expectAll("applied", "duplicate");
        Map<DocumentKey, Long> revisions = new HashMap<>();
        for (int i = 0; i < batch.size(); i++) {
            revisions.put(batch.get(i).document(), answer.results().get(i).rev());
        }
        return revisions;
    }

    private static String start(Device device, Call call) {
        return device.send(call).expect(202).object().required("id").asString();
    }

    /** A killed worker's job is taken over, and a job outlives the restart of a service it needs (BKP-1, EXP-1). */
    private static void assertEndsWell(Device device, String path) {
        await(path).atMost(SETTLED).until(() -> ENDED.contains(state(device, path)));
        ObjectNode job = device.sendPatiently(Call.get(path)).expect(200).object();
        assertThat(job.required("state").asString()).as(job.toString()).isEqualTo("READY");
    }

    private static String state(Device device, String path) {
        return device.sendPatiently(Call.get(path))
                .expect(200)
                .object()
                .required("state")
                .asString();
    }

    private static List<Mutation> mutations(GameTable table) {
        return table.documents().entrySet().stream()
                .map(document -> Mutation.create(document.getKey(), document.getValue()))
                .toList();
    }

    /** The documents as the feed shows them, the server's part included. */
    private static Map<DocumentKey, ObjectNode> whole(Replica feed, GameTable table) {
        Map<DocumentKey, ObjectNode> documents = new HashMap<>();
        table.documents()
                .keySet()
                .forEach(key -> documents.put(key, feed.find(key).orElseThrow()));
        return documents;
    }
}
