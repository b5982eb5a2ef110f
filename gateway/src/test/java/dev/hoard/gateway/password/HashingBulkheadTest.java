package dev.hoard.gateway.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class HashingBulkheadTest {

    private final HashingBulkhead bulkhead =
            new HashingBulkhead(new PasswordProperties(DataSize.ofMegabytes(19), 2, 1, 1, Duration.ofSeconds(20)));

    @AfterEach
    void close() {
        bulkhead.destroy();
    }

    @Test
    void auth2_whoComesBehindAFullQueueIsSentAway() throws Exception {
        CountDownLatch free = new CountDownLatch(1);
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> running = callers.submit(() -> bulkhead.run(() -> {
                free.await();
                return 1;
            }));
            await().until(() -> bulkhead.running() == 1);
            Future<Integer> waiting = callers.submit(() -> bulkhead.run(() -> 2));
            await().until(() -> bulkhead.waiting() == 1);

            ProblemException refusal = catchThrowableOfType(ProblemException.class, () -> bulkhead.run(() -> 3));

            assertThat(refusal.problem().type()).isEqualTo(ProblemType.TOO_MANY_REQUESTS);
            assertThat(refusal.problem().headers()).containsKey("Retry-After");
            free.countDown();
            assertThat(running.get()).isEqualTo(1);
            assertThat(waiting.get()).isEqualTo(2);
        }
    }
}
