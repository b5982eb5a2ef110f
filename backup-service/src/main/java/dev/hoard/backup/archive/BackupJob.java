package dev.hoard.backup.archive;

import dev.hoard.platform.job.Job;
import dev.hoard.platform.job.JobContext;
import dev.hoard.platform.job.JobFailedException;
import dev.hoard.platform.job.JobHandler;
import dev.hoard.platform.job.JobWorker;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import java.io.IOException;
import org.bson.Document;
import org.springframework.stereotype.Component;

/** Takes the backup that a job's parameters name. */
@Component
final class BackupJob implements JobHandler {

    static final String KIND = "backup";

    private static final String BACKUP_ID = "backupId";

    private final Backups backups;
    private final BackupWriter writer;

    BackupJob(Backups backups, BackupWriter writer, JobWorker worker) {
        this.backups = backups;
        this.writer = writer;
        worker.register(KIND, this);
    }

    static Document parameters(Backup backup) {
        return new Document(BACKUP_ID, backup.id().toString());
    }

    @Override
    public Document run(Job job, JobContext context) throws IOException, JobFailedException {
        Backup backup = backups.find(BackupId.of(job.parameters().getString(BACKUP_ID)))
                .orElseThrow(() -> new JobFailedException("The backup was deleted."));
        // Already READY: the worker before died between publishing and saying so.
        if (backup.unfinished()) {
            take(backup, job, context);
        }
        return new Document();
    }

    private void take(Backup backup, Job job, JobContext context) throws IOException, JobFailedException {
        try {
            writer.take(backup, job, context::progress);
        } catch (LostBackupException e) {
            context.checkFence();
            throw new JobFailedException("The backup was deleted.", e);
        } catch (ProblemException e) {
            if (e.problem().type() == ProblemType.NOT_FOUND) {
                throw new JobFailedException("There is no such account any more.", e);
            }
            throw e;
        }
    }
}
