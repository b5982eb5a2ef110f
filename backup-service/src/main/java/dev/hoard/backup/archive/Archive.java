package dev.hoard.backup.archive;

import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.job.Job;
import dev.hoard.platform.job.Jobs;
import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import dev.hoard.platform.security.Caller;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Service;

/** What an account can do with its backups. Another account's backup is one that does not exist (ERR-2). */
@Service
public class Archive {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final Backups backups;
    private final BackupObjects objects;
    private final Jobs jobs;
    private final ArchiveProperties properties;

    Archive(Backups backups, BackupObjects objects, Jobs jobs, ArchiveProperties properties) {
        this.backups = backups;
        this.objects = objects;
        this.jobs = jobs;
        this.properties = properties;
    }

    /**
     * Asks for a backup. The record comes before the job: a job that finds none was deleted meanwhile.
     *
     * @throws ProblemException PREMIUM_REQUIRED, or TOO_MANY_REQUESTS while too many are unfinished
     */
    Backup submit(Caller caller) {
        caller.requirePremium();
        if (backups.listUnfinished(caller.account()).size() >= properties.maxUnfinished()) {
            throw new ProblemException(
                    Problem.of(ProblemType.TOO_MANY_REQUESTS, "Other backups of this account are not finished yet.")
                            .retryAfter(RETRY_AFTER));
        }
        Backup backup = backups.open(caller.account(), Trigger.MANUAL, null);
        Job job = jobs.submit(BackupJob.KIND, caller.account(), BackupJob.parameters(backup));
        return backups.assign(backup, job.id());
    }

    /** @throws ProblemException NOT_FOUND */
    public Backup get(AccountId account, BackupId id) {
        return backups.find(account, id).orElseThrow(() -> ProblemException.notFound("backup"));
    }

    /** @throws ProblemException NOT_FOUND, CORRUPT, or CONFLICT if it is not complete */
    public Backup getReady(AccountId account, BackupId id) {
        Backup backup = get(account, id);
        return switch (backup.state()) {
            case READY -> backup;
            case CORRUPT -> throw new ProblemException(BackupObjects.CORRUPT);
            case PENDING, RUNNING, FAILED, DELETING ->
                throw ProblemException.of(ProblemType.CONFLICT, "The backup is not complete.");
        };
    }

    List<Backup> list(AccountId account, PageRequest page) {
        return backups.list(account, page.before(), page.limit());
    }

    /** The backup as its record says now, or as it was if it is gone. */
    Backup refresh(Backup backup) {
        return backups.find(backup.id()).orElse(backup);
    }

    /** The job that an unfinished or failed backup waits for, or waited for. */
    Optional<Job> findJob(Backup backup) {
        return backup.jobId() == null ? Optional.empty() : jobs.find(backup.jobId());
    }

    /**
     * The content of a complete backup, compared while it is read.
     *
     * @throws ProblemException CORRUPT, or UNAVAILABLE if the storage does not answer
     */
    InputStream open(Backup backup) throws IOException {
        return objects.open(backup);
    }

    /** The newest complete safety backup of a restore; those that an earlier worker left unfinished are deleted. */
    public Optional<Backup> takeOverSafety(String restoreId) {
        List<Backup> taken = backups.listOfJob(restoreId);
        taken.stream().filter(Backup::unfinished).forEach(this::delete);
        return taken.stream()
                .filter(backup -> backup.state() == BackupState.READY)
                .findFirst();
    }

    /**
     * Deletes a backup, its object first and then its record. From the start on nobody sees it, and no writer can finish
     * it; if the storage fails half-way, the sweep goes on from there.
     */
    public void delete(Backup backup) {
        backups.markDeleting(backup.id()).ifPresent(this::finishDeleting);
    }

    private void finishDeleting(Backup backup) {
        if (backup.trigger() == Trigger.MANUAL && backup.jobId() != null) {
            jobs.cancel(backup.jobId());
        }
        objects.delete(backup);
        backups.remove(backup.id());
    }

    /** Goes on with a record whose writer or deleter may be gone. */
    void settle(Backup backup) {
        switch (backup.state()) {
            case DELETING -> finishDeleting(backup);
            case PENDING, RUNNING -> giveUpIfOver(backup);
            case FAILED -> clearAway(backup);
            case READY, CORRUPT -> {
                // Settled between the sweep's look and this one.
            }
        }
    }

    private void giveUpIfOver(Backup backup) {
        if (findJob(backup).map(job -> job.finishedAt() == null).orElse(false)) {
            return;
        }
        if (backup.trigger() == Trigger.SAFETY) {
            delete(backup);
            return;
        }
        backups.markFailed(backup.id()).ifPresent(this::clearAway);
    }

    private void clearAway(Backup failed) {
        objects.delete(failed);
        backups.forgetUpload(failed.id());
    }
}
