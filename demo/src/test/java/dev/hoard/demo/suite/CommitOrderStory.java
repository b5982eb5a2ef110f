package dev.hoard.demo.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hoard.demo.client.Call;
import dev.hoard.demo.client.Change;
import dev.hoard.demo.client.Credentials;
import dev.hoard.demo.client.Device;
import dev.hoard.demo.client.Frame;
import dev.hoard.demo.client.HoardApi;
import dev.hoard.demo.client.Json;
import dev.hoard.demo.client.Mutation;
import dev.hoard.demo.client.Patience;
import dev.hoard.demo.client.PushAnswer;
import dev.hoard.demo.content.DocumentKey;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/**
 * Many writers of one account at once, and readers that follow them closely: by asking for the next page, and on the
 * stream. A number that became visible before a smaller one did would be a change that a reader never gets. Every write
 * makes a document of its own, so each number must come to each reader exactly once.
 */
class CommitOrderStory {

    private static final Patience PATIENCE = Patience.of(Duration.ofMinutes(2));
    private static final long SETTLED = 2;
    private static final Executor THREADS = Thread::startVirtualThread;
    private static final int WRITERS = 8;
    private static final int CHANGES_EACH = 150;
    private static final long ALL = WRITERS * CHANGES_EACH;
    private static final int LARGEST_PUSH = 25;
    private static final int LARGEST_PAGE = 40;

    private final RunningSuite suite = RunningSuite.shared();
    private final HoardApi api = suite.api();
    private final Random random = new Random(seed());
    private final Map<Long, DocumentKey> acknowledged = new ConcurrentHashMap<>();

    private static long seed() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        return seed;
    }

    @Test
    void sync8_whoReadsBehindManyWritersSeesEveryNumberOnceAndInOrder() {
        Credentials who = suite.accounts(api).registerPremium("Commit order");
        List<Device> devices = IntStream.range(0, WRITERS)
                .mapToObj(i -> Device.login(api, who, "writer-" + i, PATIENCE))
                .toList();
        Device reader = devices.getFirst();
        Random sizes = new Random(random.nextLong());
        var polled = CompletableFuture.supplyAsync(() -> poll(reader, sizes), THREADS);
        var streamed = CompletableFuture.supplyAsync(() -> stream(reader), THREADS);
        devices.stream()
                .map(device -> new Writer(device, new Random(random.nextLong())))
                .map(writer -> CompletableFuture.runAsync(writer::writeAll, THREADS))
                .toList()
                .forEach(CompletableFuture::join);

        List<Long> everyNumber = LongStream.rangeClosed(1, ALL).boxed().toList();
        assertThat(acknowledged.keySet())
                .as("the numbers that writers were told")
                .containsExactlyInAnyOrderElementsOf(everyNumber);
        assertRead(
                "asking page by page",
                polled.orTimeout(SETTLED, TimeUnit.MINUTES).join(),
                everyNumber);
        assertRead("the stream", streamed.orTimeout(SETTLED, TimeUnit.MINUTES).join(), everyNumber);
        Agreement.assertAgreed(List.of(reader), ALL);
    }

    private void assertRead(String way, List<Change> changes, List<Long> everyNumber) {
        assertThat(changes.stream().map(Change::seq).toList()).as(way).isEqualTo(everyNumber);
        changes.forEach(change -> assertThat(change.document())
                .as("%s: number %d", way, change.seq())
                .isEqualTo(acknowledged.get(change.seq())));
    }

    /** One device of the account, in a hurry, whose work takes now longer and now shorter. */
    private final class Writer {

        private final Device device;
        private final Random random;

        Writer(Device device, Random random) {
            this.device = device;
            this.random = random;
        }

        void writeAll() {
            int left = CHANGES_EACH;
            while (left > 0) {
                left -= random.nextInt(100) < 40
                        ? writeOne()
                        : push(random.nextInt(1, 1 + Math.min(left, LARGEST_PUSH)));
            }
        }

        private int writeOne() {
            DocumentKey key = newKey();
            String path = "/api/v1/creatures";
            Call call = random.nextBoolean()
                    ? Call.post(path, creature().put("id", key.id()))
                    : Call.put(path + "/" + key.id(), creature());
            long rev = device.sendPatiently(call)
                    .expect(201)
                    .object()
                    .required("rev")
                    .asLong();
            acknowledged.put(rev, key);
            return 1;
        }

        private int push(int size) {
            List<Mutation> mutations = IntStream.range(0, size)
                    .mapToObj(i -> Mutation.create(newKey(), creature()))
                    .toList();
            PushAnswer answer = device.push(mutations).expectAll("applied");
            for (int i = 0; i < size; i++) {
                acknowledged.put(answer.revisions().get(i), mutations.get(i).document());
            }
            return size;
        }

        private DocumentKey newKey() {
            return new DocumentKey("creature", UUID.randomUUID().toString());
        }

        private ObjectNode creature() {
            return Json.object()
                    .put("name", "Made by " + device.name())
                    .put("kind", "npc")
                    .put("ac", 10)
                    .put("notes", "x".repeat(random.nextInt(8_000)));
        }
    }

    /** Pages, each asked for where the one before it ended, and waited for at the end of what there is (SYNC-9). */
    private static List<Change> poll(Device device, Random random) {
        List<Change> changes = new ArrayList<>();
        long position = 0;
        Optional<String> cursor = Optional.empty();
        while (position < ALL) {
            String path = "/api/v1/sync/changes?wait=20s&limit=" + random.nextInt(1, LARGEST_PAGE + 1)
                    + cursor.map(since -> "&since=" + URLEncoder.encode(since, StandardCharsets.UTF_8))
                            .orElse("");
            Frame page =
                    Frame.from(device.sendPatiently(Call.get(path)).expect(200).object());
            assertThat(page.from()).as("where a page begins").isEqualTo(position);
            changes.addAll(page.changes());
            position = page.to();
            cursor = Optional.of(page.cursor());
        }
        return changes;
    }

    /** The frames of the stream, which is opened again where it ended, if it ends (SYNC-11). */
    private List<Change> stream(Device device) {
        List<Change> changes = new ArrayList<>();
        long position = 0;
        Optional<String> cursor = Optional.empty();
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            while (position < ALL) {
                try (Stream<String> lines = open(http, device, cursor)) {
                    for (Iterator<String> line = lines.iterator(); position < ALL && line.hasNext(); ) {
                        if (!line.next().equals("event: changes")) {
                            continue;
                        }
                        String data = line.next();
                        assertThat(data).startsWith("data:");
                        Frame frame = Frame.from(
                                Json.read(data.substring("data:".length()).getBytes(StandardCharsets.UTF_8)));
                        assertThat(frame.from()).as("where a frame begins").isEqualTo(position);
                        changes.addAll(frame.changes());
                        position = frame.to();
                        cursor = Optional.of(frame.cursor());
                    }
                }
            }
            http.shutdownNow();
        }
        return changes;
    }

    private Stream<String> open(HttpClient http, Device device, Optional<String> cursor) {
        HttpRequest.Builder request = HttpRequest.newBuilder(api.gateway().resolve("/api/v1/sync/stream"))
                .header("Authorization", "Bearer " + device.session().accessToken())
                .header("Accept", "text/event-stream");
        cursor.ifPresent(last -> request.header("Last-Event-ID", last));
        try {
            HttpResponse<Stream<String>> response = http.send(request.build(), BodyHandlers.ofLines());
            assertThat(response.statusCode()).isEqualTo(200);
            return response.body();
        } catch (IOException e) {
            return Stream.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while opening the stream", e);
        }
    }
}
