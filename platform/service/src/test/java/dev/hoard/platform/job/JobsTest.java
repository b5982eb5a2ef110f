package dev.hoard.platform.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.hoard.localstack.infrastructure.Part;
import dev.hoard.localstack.testing.LocalStack;
import dev.hoard.localstack.testing.WithLocalStack;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.problem.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.bson.Document;
import org.bson.UuidRepresentation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@WithLocalStack(Part.MONGODB)
class JobsTest {

    private static final AccountId ACCOUNT = new AccountId(UUID.randomUUID());
    private static final Duration DEAD_AT_ONCE = Duration.ofMillis(-1);

    private final List<JobWorker> workers = new ArrayList<>();
    private MongoClient client;
    private MongoDatabase database;
    private Jobs jobs;

    @BeforeEach
    void open() {
        client = MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(LocalStack.shared().mongoUri()))
                .uuidRepresentation(UuidRepresentation.STANDARD)
                .build());
        database = client.getDatabase("jobs_" + UUID.randomUUID().toString().substring(0, 8));
        jobs = new Jobs(database, event -> workers.forEach(JobWorker::wake), Clock.systemUTC());
    }

    @AfterEach
    void close() {
        workers.forEach(JobWorker::stop);
        database.drop();
        client.close();
    }

    @Test
    void aJobRunsOnceThoughManyWorkersLookForIt() {
        AtomicInteger runs = new AtomicInteger();
        for (int i = 0; i < 3; i++) {
            start((job, context) -> new Document("run", runs.incrementAndGet()));
        }

        Job job = jobs.submit("count", ACCOUNT, new Document("what", "all"));

        await().until(() -> state(job) == JobState.SUCCEEDED);
        assertThat(runs).hasValue(1);
        assertThat(jobs.find(job.id()).orElseThrow().result()).containsEntry("run", 1);
    }

    @Test
    void aDeadWorkersJobIsTakenOverAndTheDeadOneIsFencedOff() {
        Job job = jobs.submit("count", ACCOUNT, new Document());
        Job dead = jobs.take(Set.of("count"), DEAD_AT_ONCE).orElseThrow();

        start((taken, context) -> new Document("fence", taken.fence()));
        await().until(() -> state(job) == JobState.SUCCEEDED);

        assertThat(jobs.find(job.id()).orElseThrow().result()).containsEntry("fence", 2L);
        assertThat(jobs.holds(dead)).isFalse();
        assertThat(jobs.succeed(dead, new Document("fence", 1L))).isFalse();
        assertThat(jobs.find(job.id()).orElseThrow().result()).containsEntry("fence", 2L);
    }

    @Test
    void aFailingJobIsTriedThreeTimesAndThenSaysWhy() {
        AtomicInteger runs = new AtomicInteger();
        start((job, context) -> {
            runs.incrementAndGet();
            throw ProblemException.unavailable("The storage cannot be reached.", new IllegalStateException());
        });

        Job job = jobs.submit("count", ACCOUNT, new Document());

        await().until(() -> state(job) == JobState.FAILED);
        assertThat(runs).hasValue(3);
        assertThat(jobs.find(job.id()).orElseThrow().error()).isEqualTo("The storage cannot be reached.");
    }

    @Test
    void aJobThatCannotSucceedIsNotTriedAgain() {
        AtomicInteger runs = new AtomicInteger();
        start((job, context) -> {
            runs.incrementAndGet();
            throw new JobFailedException("There is no such backup.");
        });

        Job job = jobs.submit("count", ACCOUNT, new Document());

        await().until(() -> state(job) == JobState.FAILED);
        assertThat(runs).hasValue(1);
    }

    @Test
    void aCancelledJobsWorkerMeetsTheFence() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        AtomicReference<Throwable> met = new AtomicReference<>();
        start((job, context) -> {
            running.countDown();
            cancelled.await();
            try {
                context.progress(50);
            } catch (FencedException e) {
                met.set(e);
                throw e;
            }
            return new Document();
        });
        Job job = jobs.submit("count", ACCOUNT, new Document());
        running.await();

        assertThat(jobs.cancel(job.id())).isTrue();
        cancelled.countDown();

        await().until(() -> met.get() != null);
        assertThat(state(job)).isEqualTo(JobState.CANCELLED);
        assertThat(jobs.cancel(job.id())).isFalse();
    }

    private JobState state(Job job) {
        return jobs.find(job.id()).orElseThrow().state();
    }

    private void start(JobHandler handler) {
        JobWorker worker = new JobWorker(
                jobs,
                new JobProperties(true, 2, Duration.ofSeconds(5), Duration.ofMillis(50), 3, Duration.ofMillis(10)));
        worker.register("count", handler);
        workers.add(worker);
        worker.start();
    }
}
