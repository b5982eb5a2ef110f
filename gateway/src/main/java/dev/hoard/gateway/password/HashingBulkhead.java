package dev.hoard.gateway.password;

import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * A few threads of their own for hashing. Hashing is all processor: on virtual threads it would hold their carriers, and
 * a storm of logins would starve every other request.
 */
@Component
final class HashingBulkhead implements DisposableBean {

    private final ThreadPoolExecutor threads;
    private final Duration patience;

    HashingBulkhead(PasswordProperties properties) {
        this.patience = properties.patience();
        this.threads = new ThreadPoolExecutor(
                properties.workers(),
                properties.workers(),
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(properties.queue()),
                Thread.ofPlatform().name("password-hashing-", 0).daemon().factory(),
                new ThreadPoolExecutor.AbortPolicy());
        threads.allowCoreThreadTimeOut(true);
    }

    /** @throws ProblemException TOO_MANY_REQUESTS when the queue is full, or the turn did not come in time */
    <T> T run(Callable<T> hashing) {
        Future<T> result = submit(hashing);
        try {
            return result.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            result.cancel(true);
            throw busy();
        } catch (InterruptedException e) {
            result.cancel(true);
            Thread.currentThread().interrupt();
            throw busy();
        } catch (ExecutionException e) {
            throw new IllegalStateException("hashing failed", e.getCause());
        }
    }

    int running() {
        return threads.getActiveCount();
    }

    int waiting() {
        return threads.getQueue().size();
    }

    @Override
    public void destroy() {
        threads.shutdownNow();
    }

    private <T> Future<T> submit(Callable<T> hashing) {
        try {
            return threads.submit(hashing);
        } catch (RejectedExecutionException e) {
            throw busy();
        }
    }

    private static ProblemException busy() {
        return new ProblemException(Problem.of(
                        ProblemType.TOO_MANY_REQUESTS, "Too many people are logging in at this moment. Try again soon.")
                .retryAfter(Duration.ofSeconds(2)));
    }
}
