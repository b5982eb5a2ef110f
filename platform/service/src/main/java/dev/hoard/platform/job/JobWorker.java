package dev.hoard.platform.job;

import dev.hoard.platform.problem.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;

/** Takes due jobs and runs them on virtual threads, keeps their leases alive, and decides what a failure means. */
public final class JobWorker implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(JobWorker.class);
    private static final Duration LONGEST_END = Duration.ofSeconds(5);

    private final Jobs jobs;
    private final JobProperties properties;
    private final Map<String, JobHandler> handlers = new ConcurrentHashMap<>();
    private final Semaphore wake = new Semaphore(0);
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicBoolean running = new AtomicBoolean();
    private final ScheduledExecutorService renewals = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("job-leases").factory());

    JobWorker(Jobs jobs, JobProperties properties) {
        this.jobs = jobs;
        this.properties = properties;
    }

    /** Must be called before the application context has started. */
    public void register(String kind, JobHandler handler) {
        handlers.put(kind, handler);
    }

    @EventListener
    void submitted(JobSubmitted event) {
        wake();
    }

    /** Looks for due jobs now instead of at the next poll. */
    public void wake() {
        wake.release();
    }

    @Override
    public void start() {
        if (handlers.isEmpty() || !running.compareAndSet(false, true)) {
            return;
        }
        for (int i = 0; i < properties.workers(); i++) {
            threads.add(Thread.ofVirtual().name("job-worker-" + i).start(this::work));
        }
    }

    @Override
    public void stop() {
        running.set(false);
        threads.forEach(Thread::interrupt);
        threads.forEach(JobWorker::awaitEnd); // so that each can give its job back while there is a database
        threads.clear();
    }

    @Override
    public boolean isRunning() {
        return running.get();
    }

    private void work() {
        while (running.get()) {
            try {
                Optional<Job> job = jobs.take(handlers.keySet(), properties.lease());
                if (job.isPresent()) {
                    run(job.get());
                } else {
                    awaitWakeOrPoll();
                }
            } catch (InterruptedException e) {
                return;
            } catch (Throwable e) {
                // Whatever it is, a worker that ends silently would leave jobs lying.
                LOG.error("A job worker failed and goes on", e);
                if (!pauseAfterFailure()) {
                    return;
                }
            }
        }
    }

    private void awaitWakeOrPoll() throws InterruptedException {
        if (wake.tryAcquire(properties.poll().toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.trace("woken");
        }
    }

    private static void awaitEnd(Thread worker) {
        try {
            worker.join(LONGEST_END);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean pauseAfterFailure() {
        try {
            TimeUnit.MILLISECONDS.sleep(properties.poll().toMillis());
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private void run(Job job) throws InterruptedException {
        if (job.attempts() > properties.attempts()) {
            jobs.fail(job, "The job's workers died " + properties.attempts() + " times.");
            return;
        }
        long period = properties.lease().toMillis() / 3;
        ScheduledFuture<?> renewal =
                renewals.scheduleAtFixedRate(() -> renewQuietly(job), period, period, TimeUnit.MILLISECONDS);
        try {
            Document result = handler(job).run(job, new HeldJob(job));
            if (jobs.succeed(job, result)) {
                LOG.info("Job {} {} succeeded, attempt {}", job.kind(), job.id(), job.attempts());
            }
        } catch (FencedException e) {
            LOG.info("{}", e.getMessage());
        } catch (JobFailedException e) {
            LOG.warn("Job {} {} failed: {}", job.kind(), job.id(), e.getMessage());
            jobs.fail(job, String.valueOf(e.getMessage()));
        } catch (Exception e) {
            if (!running.get()) {
                giveBack(job);
                return;
            }
            if (e instanceof InterruptedException interrupted) {
                throw interrupted;
            }
            tryAgainOrFail(job, e);
        } finally {
            renewal.cancel(false);
        }
    }

    /** Being stopped is not the job's failure: the next worker starts it as if this attempt had not been. */
    private void giveBack(Job job) {
        if (Thread.interrupted()) {
            LOG.debug("job {} was interrupted by the stop", job.id());
        }
        jobs.giveBack(job);
    }

    private JobHandler handler(Job job) {
        JobHandler handler = handlers.get(job.kind());
        if (handler == null) {
            throw new IllegalStateException("no handler for jobs of kind " + job.kind());
        }
        return handler;
    }

    private void tryAgainOrFail(Job job, Exception e) {
        LOG.warn("Job {} {}, attempt {} failed", job.kind(), job.id(), job.attempts(), e);
        String error = e instanceof ProblemException known
                ? known.problem().detail()
                : "The job failed on our side; its id finds it in our logs.";
        if (job.attempts() >= properties.attempts()) {
            jobs.fail(job, error);
            return;
        }
        jobs.retry(job, error, properties.pause().multipliedBy(1L << (job.attempts() - 1)));
    }

    private void renewQuietly(Job job) {
        try {
            jobs.renew(job, properties.lease());
        } catch (RuntimeException e) {
            // The next renewal tries again; if none gets through, the lease ends and the fence guards the job.
            LOG.warn("The lease of job {} could not be renewed: {}", job.id(), e.toString());
        }
    }

    /** A job as its worker sees it. */
    private final class HeldJob implements JobContext {

        private final Job job;

        HeldJob(Job job) {
            this.job = job;
        }

        @Override
        public void progress(int percent) {
            if (!jobs.progress(job, percent)) {
                throw new FencedException(job.id());
            }
        }

        @Override
        public void checkFence() {
            if (!jobs.holds(job)) {
                throw new FencedException(job.id());
            }
        }
    }
}
