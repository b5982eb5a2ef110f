package dev.hoard.backup.archive;

import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.job.Job;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Shows backups; for one that is not complete the job tells how far it is and why it failed. */
@Component
class BackupViews {

    private final Archive archive;

    BackupViews(Archive archive) {
        this.archive = archive;
    }

    BackupPage page(AccountId account, PageRequest request) {
        List<Backup> backups = archive.list(account, request);
        boolean full = request.limit() > 0 && backups.size() == request.limit();
        return new BackupPage(
                backups.stream().map(this::of).toList(), full ? PageRequest.after(backups.getLast()) : null);
    }

    BackupView of(Backup backup) {
        Optional<Job> job = backup.contents() == null ? archive.findJob(backup) : Optional.empty();
        boolean over = job.map(known -> known.finishedAt() != null).orElse(false);
        // A worker finishes the record before the job, so a record read before the job ended may be out of date.
        return backup.unfinished() && over ? of(archive.refresh(backup), job) : of(backup, job);
    }

    private static BackupView of(Backup backup, Optional<Job> job) {
        Contents contents = backup.contents();
        return new BackupView(
                backup.id().toString(),
                state(backup, job),
                contents != null ? 100 : job.map(Job::progress).orElse(0),
                backup.trigger().name().toLowerCase(Locale.ROOT),
                Instants.text(backup.createdAt()),
                contents == null ? null : contents.size(),
                contents == null ? null : contents.counts(),
                contents == null ? null : contents.epoch(),
                contents == null ? null : contents.sequence(),
                contents == null ? null : contents.sha256(),
                text(backup.verifiedAt()),
                job.map(Job::error).orElse(null));
    }

    /** A job that is over without having made the backup has failed; the sweep will note it in the record. */
    private static BackupState state(Backup backup, Optional<Job> job) {
        if (!backup.unfinished() || job.isEmpty()) {
            return backup.state();
        }
        return switch (job.get().state()) {
            case QUEUED -> BackupState.PENDING;
            case RUNNING -> backup.state();
            case SUCCEEDED, FAILED, CANCELLED -> BackupState.FAILED;
        };
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : Instants.text(instant);
    }
}
