package dev.hoard.sync.projection;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.stereotype.Component;

/** What the projection counts; the first and the last are worth an alarm. */
@Component
class ProjectionMetrics {

    private final Counter holes;
    private final Counter repairs;
    private final Counter malformed;

    ProjectionMetrics(MeterRegistry registry) {
        holes = Counter.builder("hoard.feed.holes")
                .description("Records that came with a hole before them")
                .register(registry);
        repairs = Counter.builder("hoard.feed.repairs")
                .description("Feeds completed from the owner")
                .register(registry);
        malformed = Counter.builder("hoard.feed.malformed")
                .description("Records put aside because they could not be read")
                .register(registry);
    }

    void hole() {
        holes.increment();
    }

    void repaired() {
        repairs.increment();
    }

    void malformed() {
        malformed.increment();
    }
}
