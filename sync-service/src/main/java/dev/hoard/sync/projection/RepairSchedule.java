package dev.hoard.sync.projection;

import dev.hoard.platform.lease.Lease;
import dev.hoard.platform.lease.Leases;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.sync.feed.Feed;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** When repairs are due, and that one instance does them. */
@Component
class RepairSchedule {

    private static final Logger LOG = LoggerFactory.getLogger(RepairSchedule.class);
    private static final String LEASE = "repairs";
    /** More than one comparison takes, so that a holder in good health keeps it. */
    private static final Duration LEASE_FOR = Duration.ofSeconds(60);
    /** A sweep is soon followed by the next. */
    private static final int ACCOUNTS_A_SWEEP = 100;

    private final HeadComparison comparison;
    private final Repairs repairs;
    private final FeedsRebuild feedsRebuild;
    private final Feed feed;
    private final Leases leases;
    private @Nullable Lease held;

    RepairSchedule(HeadComparison comparison, Repairs repairs, FeedsRebuild feedsRebuild, Feed feed, Leases leases) {
        this.comparison = comparison;
        this.repairs = repairs;
        this.feedsRebuild = feedsRebuild;
        this.feed = feed;
        this.leases = leases;
    }

    @Scheduled(fixedDelayString = "${hoard.projection.compare-every:10s}")
    void compareHeads() {
        alone(comparison::compare);
    }

    @Scheduled(fixedDelayString = "${hoard.projection.sweep-every:1s}")
    void repairWanting() {
        alone(() -> {
            boolean _ = repairs.repairAll(feed.listWanting(ACCOUNTS_A_SWEEP));
            feed.listUnpurged(ACCOUNTS_A_SWEEP).forEach(feed::purge);
            feedsRebuild.step();
        });
    }

    /** So that the next instance need not wait for the lease to end. */
    @PreDestroy
    synchronized void release() {
        if (held != null) {
            held.release();
        }
    }

    private synchronized void alone(Runnable task) {
        try {
            if (hold()) {
                task.run();
            }
        } catch (ProblemException e) {
            LOG.warn("Heads could not be compared: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("Repairing feeds failed", e);
        }
    }

    private boolean hold() {
        if (held != null && held.renew()) {
            return true;
        }
        Optional<Lease> taken = leases.tryAcquire(LEASE, LEASE_FOR);
        held = taken.orElse(null);
        return taken.isPresent();
    }
}
