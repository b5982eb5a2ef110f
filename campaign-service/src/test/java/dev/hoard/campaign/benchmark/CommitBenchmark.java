package dev.hoard.campaign.benchmark;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.ReadConcern;
import com.mongodb.WriteConcern;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import dev.hoard.localstack.testing.LocalStack;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.Document;
import org.bson.UuidRepresentation;

/**
 * What one create costs the database, three ways, on the same server in turns: a transaction over counter, log and
 * document; a commit document and then the document; the same in groups of what waits. Every way is durable when it
 * answers. Prints writes a second, latency, and the server's CPU time a write.
 *
 * <p>Run by {@code main}; {@code docs/performance.md} has the command.
 */
public final class CommitBenchmark {

    private static final int WARM_UP = 300;
    private static final int WRITES = 3_000;
    private static final int ROUNDS = 3;
    private static final String BODY = "x".repeat(2_000);

    private final MongoClient client;
    private final MongoDatabase database;

    private CommitBenchmark(MongoClient client) {
        this.client = client;
        this.database = client.getDatabase("commit_benchmark");
    }

    /** One way of writing: returns when the write is durable and the document shows it. */
    @FunctionalInterface
    private interface Way {
        void write(UUID account, long seq);
    }

    /** No arguments. */
    public static void main(String[] arguments) throws InterruptedException {
        MongoClientSettings settings = MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(LocalStack.shared().mongoUri()))
                .uuidRepresentation(UuidRepresentation.STANDARD)
                .writeConcern(WriteConcern.MAJORITY.withJournal(true))
                .readConcern(ReadConcern.MAJORITY)
                .build();
        try (MongoClient client = MongoClients.create(settings)) {
            new CommitBenchmark(client).run();
        }
        System.exit(0);
    }

    private void run() throws InterruptedException {
        for (String name : List.of("commits", "documents", "counters", "log")) {
            database.createCollection(name);
        }
        database.getCollection("commits").createIndex(new Document("_id.u", 1).append("receipts.m", 1));
        database.getCollection("commits").createIndex(new Document("at", 1).append("_id", 1));
        Grouped grouped = new Grouped();
        for (int writers : new int[] {1, 8, 32}) {
            for (int round = 0; round < ROUNDS; round++) {
                measure("transaction", writers, this::transaction);
                measure("commit document", writers, this::commitDocument);
                measure("group commit", writers, grouped::write);
            }
        }
    }

    private void measure(String name, int writers, Way way) throws InterruptedException {
        drive(writers, WARM_UP, way);
        double cpuBefore = serverCpuMillis();
        long begin = System.nanoTime();
        long[] latencies = drive(writers, WRITES, way);
        double seconds = (System.nanoTime() - begin) / 1e9;
        double cpu = serverCpuMillis() - cpuBefore;
        Arrays.sort(latencies);
        System.out.printf(
                "%-16s %2d writers: %,6.0f/s  p50 %5.2f ms  p99 %6.2f ms  server CPU %.2f ms a write%n",
                name,
                writers,
                WRITES / seconds,
                latencies[WRITES / 2] / 1e6,
                latencies[WRITES * 99 / 100] / 1e6,
                cpu / WRITES);
    }

    private static long[] drive(int writers, int writes, Way way) throws InterruptedException {
        long[] latencies = new long[writes];
        AtomicInteger next = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                UUID account = UUID.randomUUID();
                long seq = 0;
                for (int n = next.getAndIncrement(); n < writes; n = next.getAndIncrement()) {
                    long begin = System.nanoTime();
                    way.write(account, ++seq);
                    latencies[n] = System.nanoTime() - begin;
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return latencies;
    }

    /** Time the server's process spent, user and system. */
    private double serverCpuMillis() {
        Document extra = client.getDatabase("admin")
                .runCommand(new Document("serverStatus", 1))
                .get("extra_info", Document.class);
        return (extra.getLong("user_time_us") + extra.getLong("system_time_us")) / 1e3;
    }

    private void transaction(UUID account, long seq) {
        try (ClientSession session = client.startSession()) {
            session.withTransaction(() -> {
                Document counter = Objects.requireNonNull(database.getCollection("counters")
                        .findOneAndUpdate(
                                session,
                                eq("_id", account),
                                Updates.inc("head", 1L),
                                new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER)));
                long number = counter.getLong("head");
                UUID id = UUID.randomUUID();
                database.getCollection("log").insertOne(session, commit(account, number, id));
                database.getCollection("documents").insertOne(session, document(account, id, number));
                return true;
            });
        }
    }

    private void commitDocument(UUID account, long seq) {
        UUID id = UUID.randomUUID();
        database.getCollection("commits").insertOne(commit(account, seq, id));
        database.getCollection("documents")
                .bulkWrite(List.of(new InsertOneModel<>(document(account, id, seq))), unordered());
    }

    private static BulkWriteOptions unordered() {
        return new BulkWriteOptions().ordered(false);
    }

    private static Document commit(UUID account, long seq, UUID id) {
        return new Document("_id", new Document("u", account).append("s", seq))
                .append("n", 1)
                .append("head", seq)
                .append("epoch", 1L)
                .append("at", Date.from(Instant.now()))
                .append("clientId", "benchmark")
                .append("receipts", List.of(new Document("m", UUID.randomUUID()).append("h", UUID.randomUUID())))
                .append(
                        "changes",
                        List.of(new Document("seq", seq)
                                .append("type", "creature")
                                .append("id", id)
                                .append("body", BODY)));
    }

    private static Document document(UUID account, UUID id, long seq) {
        return new Document("_id", new Document("u", account).append("i", id))
                .append("t", "creature")
                .append("rev", seq)
                .append("body", BODY);
    }

    /** Two at a time, so that one group's documents are written while the next one's commits are. */
    private final class Grouped {

        private static final int AT_ONCE = 2;
        private static final int LARGEST = 64;

        private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();

        private record Waiting(UUID account, long seq, UUID id, CompletableFuture<Boolean> done) {}

        Grouped() {
            for (int i = 0; i < AT_ONCE; i++) {
                Thread.ofVirtual().start(this::run);
            }
        }

        void write(UUID account, long seq) {
            Waiting waiting = new Waiting(account, seq, UUID.randomUUID(), new CompletableFuture<>());
            queue.add(waiting);
            waiting.done().join();
        }

        private void run() {
            MongoCollection<Document> commits = database.getCollection("commits");
            MongoCollection<Document> documents = database.getCollection("documents");
            try {
                while (true) {
                    List<Waiting> group = new ArrayList<>();
                    group.add(queue.take());
                    queue.drainTo(group, LARGEST - 1);
                    commits.insertMany(
                            group.stream()
                                    .map(each -> commit(each.account(), each.seq(), each.id()))
                                    .toList(),
                            new InsertManyOptions().ordered(false));
                    documents.bulkWrite(
                            group.stream()
                                    .<WriteModel<Document>>map(each ->
                                            new InsertOneModel<>(document(each.account(), each.id(), each.seq())))
                                    .toList(),
                            unordered());
                    group.forEach(each -> each.done().complete(true));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
