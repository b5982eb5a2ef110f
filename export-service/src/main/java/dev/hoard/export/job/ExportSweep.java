package dev.hoard.export.job;

import dev.hoard.platform.lease.Lease;
import dev.hoard.platform.lease.Leases;
import dev.hoard.platform.storage.ObjectStorage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Forgets old exports, and removes every object that no export can hand out: of expired ones, and what a worker left that
 * died or was cancelled at the wrong moment. One instance at a time does it.
 */
@Component
class ExportSweep {

    private static final Logger LOG = LoggerFactory.getLogger(ExportSweep.class);
    private static final Duration LEASE = Duration.ofMinutes(5);

    private final Exports exports;
    private final ObjectStorage storage;
    private final Leases leases;

    ExportSweep(Exports exports, ObjectStorage storage, Leases leases) {
        this.exports = exports;
        this.storage = storage;
        this.leases = leases;
    }

    @Scheduled(initialDelayString = "${hoard.export.sweep:10m}", fixedDelayString = "${hoard.export.sweep:10m}")
    void sweep() {
        Optional<Lease> lease = leases.tryAcquire("export-sweep", LEASE);
        if (lease.isEmpty()) {
            return;
        }
        try {
            exports.forgetOld();
            removeLeftovers();
        } finally {
            lease.get().release();
        }
    }

    void removeLeftovers() {
        List<String> leftovers = storage.list(Export.root()).stream()
                .filter(key -> !isNeeded(key))
                .toList();
        leftovers.forEach(storage::delete);
        if (!leftovers.isEmpty()) {
            LOG.info("The sweep removed {} archives", leftovers.size());
        }
    }

    private boolean isNeeded(String key) {
        return Export.idOf(key)
                .flatMap(exports::find)
                .filter(export -> export.needs(key))
                .isPresent();
    }
}
