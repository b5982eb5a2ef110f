package dev.hoard.backup.archive;

import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Ends what a dead process left half done, so that object and record go together and nothing stays unfinished. */
@Component
final class ArchiveSweep {

    private static final Logger LOG = LoggerFactory.getLogger(ArchiveSweep.class);

    private final Archive archive;
    private final Backups backups;
    private final ArchiveProperties properties;
    private final Clock clock;

    ArchiveSweep(Archive archive, Backups backups, ArchiveProperties properties, Clock clock) {
        this.archive = archive;
        this.backups = backups;
        this.properties = properties;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "${hoard.backup.archive.settle-after:1m}")
    void sweep() {
        for (Backup backup : backups.listUnsettled(clock.instant().minus(properties.settleAfter()))) {
            try {
                archive.settle(backup);
            } catch (RuntimeException e) {
                LOG.warn("Backup {} could not be settled, the next sweep tries again", backup.id(), e);
            }
        }
    }
}
