package dev.hoard.platform.lease;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.hoard.localstack.infrastructure.Part;
import dev.hoard.localstack.testing.LocalStack;
import dev.hoard.localstack.testing.WithLocalStack;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@WithLocalStack(Part.MONGODB)
class LeasesTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    private final String database = "leases_" + UUID.randomUUID().toString().substring(0, 8);
    private final MongoClient client = MongoClients.create(LocalStack.shared().mongoUri());

    @AfterEach
    void close() {
        client.getDatabase(database).drop();
        client.close();
    }

    @Test
    void oneOfManyTakesALease() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Stream<Callable<Optional<Lease>>> tries =
                    IntStream.range(0, 16).mapToObj(i -> () -> at(NOW).tryAcquire("relay", TEN_SECONDS));
            long taken = threads.invokeAll(tries.toList()).stream()
                    .filter(tried -> tried.resultNow().isPresent())
                    .count();

            assertThat(taken).isEqualTo(1);
        }
    }

    @Test
    void anEndedLeaseGoesToTheNextWithAHigherEpochAndTheOldHolderCannotRenew() {
        Lease old = at(NOW).tryAcquire("relay", TEN_SECONDS).orElseThrow();
        assertThat(at(NOW.plusSeconds(9)).tryAcquire("relay", TEN_SECONDS)).isEmpty();

        Lease next = at(NOW.plusSeconds(10)).tryAcquire("relay", TEN_SECONDS).orElseThrow();

        assertThat(next.epoch()).isGreaterThan(old.epoch());
        assertThat(old.renew()).isFalse();
        old.release();
        assertThat(at(NOW.plusSeconds(11)).tryAcquire("relay", TEN_SECONDS)).isEmpty();
    }

    @Test
    void aReleasedLeaseIsFreeAtOnce() {
        at(NOW).tryAcquire("relay", TEN_SECONDS).orElseThrow().release();

        assertThat(at(NOW).tryAcquire("relay", TEN_SECONDS)).isPresent();
    }

    private Leases at(Instant instant) {
        return new Leases(client.getDatabase(database), Clock.fixed(instant, ZoneOffset.UTC));
    }
}
