package dev.hoard.backup.restore;

import dev.hoard.backup.archive.Archive;
import dev.hoard.backup.archive.BackupId;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.job.Job;
import dev.hoard.platform.job.Jobs;
import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import dev.hoard.platform.security.Caller;
import java.time.Duration;
import org.springframework.stereotype.Service;

/** Asks for restores and tells how they went. A restore is its job and has no record besides. */
@Service
class RestoreService {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final Archive archive;
    private final Jobs jobs;
    private final RestoreProperties properties;

    RestoreService(Archive archive, Jobs jobs, RestoreProperties properties) {
        this.archive = archive;
        this.jobs = jobs;
        this.properties = properties;
    }

    /**
     * Asks for a restore of the caller's own backup.
     *
     * @throws ProblemException PREMIUM_REQUIRED, since a restore is a write (DATA-4); NOT_FOUND, VALIDATION_FAILED, or
     *     CONFLICT and CORRUPT for a backup that cannot be restored; TOO_MANY_REQUESTS while too many are unfinished
     */
    Job submit(Caller caller, BackupId backup, RestoreCommand command) {
        RestorePlan plan = RestorePlan.of(backup, command, properties.maxIds());
        archive.get(caller.account(), backup);
        caller.requirePremium();
        archive.getReady(caller.account(), backup);
        requireFewUnfinished(caller.account());
        return jobs.submit(RestoreJob.KIND, caller.account(), plan.toDocument());
    }

    /** @throws ProblemException NOT_FOUND, also for another account's restore and for a job of another kind */
    Job get(AccountId account, String id) {
        return jobs.find(id)
                .filter(job -> job.account().equals(account) && job.kind().equals(RestoreJob.KIND))
                .orElseThrow(() -> ProblemException.notFound("restore"));
    }

    private void requireFewUnfinished(AccountId account) {
        long unfinished = jobs.list(account, RestoreJob.KIND).stream()
                .filter(job -> job.finishedAt() == null)
                .count();
        if (unfinished >= properties.maxUnfinished()) {
            throw new ProblemException(
                    Problem.of(ProblemType.TOO_MANY_REQUESTS, "Other restores of this account are not finished yet.")
                            .retryAfter(RETRY_AFTER));
        }
    }
}
