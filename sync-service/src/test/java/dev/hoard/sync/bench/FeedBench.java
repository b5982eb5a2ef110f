package dev.hoard.sync.bench;

import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.id.Uuids;
import dev.hoard.sync.fixture.Client;
import dev.hoard.sync.fixture.FakeOwner.Edit;
import dev.hoard.sync.fixture.Surroundings;
import dev.hoard.sync.fixture.SyncServiceTest;
import dev.hoard.sync.page.Cursor;
import dev.hoard.sync.page.TypeFilter;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** What reading costs in accounts of 10, 10,000 and 100,000 documents of 1.5 KB. */
@SyncServiceTest
class FeedBench {

    private static final int A_COMMIT = 500;

    @Autowired
    private Surroundings world;

    @ParameterizedTest
    @ValueSource(ints = {10, 10_000, 100_000})
    void reading(int documents) {
        AccountId account = world.newAccount();
        String content = "x".repeat(1300);
        for (int done = 0; done < documents; done += A_COMMIT) {
            world.publish(world.owner()
                    .commit(
                            account,
                            IntStream.range(0, Math.min(A_COMMIT, documents - done))
                                    .mapToObj(i ->
                                            Edit.party(Uuids.v7().toString()).with(content))
                                    .toArray(Edit[]::new)));
        }
        Client client = world.client(account, Duration.ofMinutes(30));
        Awaitility.await()
                .atMost(Duration.ofMinutes(5))
                .until(() ->
                        client.get("/api/v1/sync/status", Map.of()).body().contains("\"position\":" + documents + ","));
        String last = new Cursor(1, documents - 1, TypeFilter.ALL).text();

        measure(
                documents,
                "poll of one change",
                300,
                () -> client.get("/api/v1/sync/changes", Map.of("since", last))
                        .body()
                        .length());
        measure(documents, "first sync, limit 1000", 5, () -> firstSync(client));
        measure(
                documents,
                "digest",
                10,
                () -> client.post("/api/v1/sync/digest", "{\"types\":[\"party\"]}")
                        .body()
                        .length());
        measure(
                documents,
                "fetch of one bucket",
                10,
                () -> client.post("/api/v1/sync/fetch", "{\"type\":\"party\",\"buckets\":[7]}")
                        .body()
                        .length());
        measure(
                documents,
                "status",
                20,
                () -> client.get("/api/v1/sync/status", Map.of()).body().length());
    }

    private static int firstSync(Client client) {
        int length = 0;
        String cursor = "";
        boolean more = true;
        while (more) {
            String page = client.get("/api/v1/sync/changes", Map.of("since", cursor, "limit", 1000))
                    .body();
            length += page.length();
            more = page.endsWith("\"hasMore\":true}");
            int at = page.lastIndexOf("\"cursor\":\"") + 10;
            cursor = page.substring(at, page.indexOf('"', at));
        }
        return length;
    }

    @SuppressWarnings("SystemOut") // its output is its purpose
    private static void measure(int documents, String what, int times, Supplier<Integer> work) {
        int bytes = 0;
        for (int i = 0; i < Math.max(2, times / 4); i++) {
            bytes = work.get();
        }
        long cpu = cpu();
        long start = System.nanoTime();
        for (int i = 0; i < times; i++) {
            bytes = work.get();
        }
        System.out.printf(
                "BENCH %,d documents: %s: %.2f ms, %.2f ms of this process's CPU, client included, %,d bytes%n",
                documents, what, (System.nanoTime() - start) / 1e6 / times, (cpu() - cpu) / 1e6 / times, bytes);
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
