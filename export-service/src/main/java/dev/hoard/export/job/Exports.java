package dev.hoard.export.job;

import dev.hoard.export.archive.ArchiveFormat;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.job.Job;
import dev.hoard.platform.job.Jobs;
import dev.hoard.platform.problem.ProblemException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** All exports, kept as jobs. */
@Component
class Exports {

    private final Jobs jobs;
    private final ExportProperties properties;
    private final Clock clock;

    Exports(Jobs jobs, ExportProperties properties, Clock clock) {
        this.jobs = jobs;
        this.properties = properties;
        this.clock = clock;
    }

    Export submit(AccountId account, ArchiveFormat format) {
        return export(jobs.submit(Export.KIND, account, Export.parameters(format)));
    }

    /** The account's exports, newest first. */
    List<Export> list(AccountId account) {
        return jobs.list(account, Export.KIND).stream().map(this::export).toList();
    }

    Optional<Export> find(String id) {
        return jobs.find(id).filter(job -> job.kind().equals(Export.KIND)).map(this::export);
    }

    /** @throws ProblemException NOT_FOUND, also for another account's export (ERR-2) */
    Export get(AccountId account, String id) {
        return find(id).filter(export -> export.account().equals(account))
                .orElseThrow(() -> ProblemException.notFound("export"));
    }

    /** Ends the export if it is not finished yet, and forgets it: its worker finds that out and stops. */
    void remove(String id) {
        jobs.cancel(id);
        jobs.delete(id);
    }

    /** Forgets what has been over for so long that nobody asks any more. */
    void forgetOld() {
        jobs.deleteEndedBefore(Export.KIND, clock.instant().minus(properties.remembered()));
    }

    private Export export(Job job) {
        return Export.of(job, properties.timeToLive(), clock.instant());
    }
}
