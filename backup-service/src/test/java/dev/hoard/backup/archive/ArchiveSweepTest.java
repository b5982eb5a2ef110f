package dev.hoard.backup.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hoard.backup.suite.IntegrationTest;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.job.Job;
import dev.hoard.platform.job.Jobs;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** What processes leave behind that died for good. */
@IntegrationTest
class ArchiveSweepTest {

    private static final String BUCKET = "hoard-backups";

    /** Of a kind that no worker takes, so that it stays as it is. */
    private static final String NOBODYS_KIND = "sweep-test";

    private final AccountId account = new AccountId(UUID.randomUUID());

    @Autowired
    private Archive archive;

    @Autowired
    private Backups backups;

    @Autowired
    private Jobs jobs;

    @Autowired
    private S3Client s3;

    private ArchiveSweep sweep;
    private Job job;

    @BeforeEach
    void letTimePass() {
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(5));
        sweep = new ArchiveSweep(archive, backups, new ArchiveProperties(3, Duration.ofMinutes(1)), later);
        job = jobs.submit(NOBODYS_KIND, account, new Document());
    }

    @Test
    void bkp5_whatWasHalfDeletedIsDeletedWhole() {
        Backup backup = withUploadAndObject(backups.open(account, Trigger.MANUAL, job.id()));
        backups.markDeleting(backup.id());

        sweep.sweep();

        assertThat(backups.find(backup.id())).isEmpty();
        assertNothingIsLeftOf(backup);
    }

    @Test
    void bkp1_aBackupWhoseJobIsOverFailsAndLeavesNothing() {
        Backup backup = withUploadAndObject(backups.open(account, Trigger.MANUAL, job.id()));
        jobs.cancel(job.id());

        sweep.sweep();

        Backup failed = backups.find(backup.id()).orElseThrow();
        assertThat(failed.state()).isEqualTo(BackupState.FAILED);
        assertThat(failed.uploadId()).isNull();
        assertNothingIsLeftOf(backup);
    }

    @Test
    void bkp1_aBackupWhoseJobWasNeverSubmittedFails() {
        Backup backup = backups.open(account, Trigger.MANUAL, null);

        sweep.sweep();

        assertThat(backups.find(backup.id()).orElseThrow().state()).isEqualTo(BackupState.FAILED);
    }

    @Test
    void bkp3_anUnfinishedSafetyBackupOfARestoreThatIsOverIsDeleted() {
        Backup backup = withUploadAndObject(backups.open(account, Trigger.SAFETY, job.id()));
        jobs.cancel(job.id());

        sweep.sweep();

        assertThat(backups.find(backup.id())).isEmpty();
        assertNothingIsLeftOf(backup);
    }

    @Test
    void bkp1_aBackupThatIsStillWorkedOnIsLeftAlone() {
        Backup backup = withUploadAndObject(backups.open(account, Trigger.MANUAL, job.id()));

        sweep.sweep();

        assertThat(backups.find(backup.id())).contains(backup);
        assertThat(uploads(backup)).isEqualTo(1);
    }

    private Backup withUploadAndObject(Backup backup) {
        String upload = s3.createMultipartUpload(
                        request -> request.bucket(BUCKET).key(backup.key()))
                .uploadId();
        s3.putObject(request -> request.bucket(BUCKET).key(backup.key()), RequestBody.fromString("{}"));
        assertThat(backups.claim(backup.id(), job)).isPresent();
        assertThat(backups.noteUpload(backup.id(), job, upload)).isTrue();
        return backups.find(backup.id()).orElseThrow();
    }

    private void assertNothingIsLeftOf(Backup backup) {
        assertThat(uploads(backup)).isZero();
        assertThat(s3.listObjectsV2(request -> request.bucket(BUCKET).prefix(backup.key()))
                        .contents())
                .isEmpty();
    }

    private long uploads(Backup backup) {
        return s3.listMultipartUploads(request -> request.bucket(BUCKET)).uploads().stream()
                .filter(upload -> upload.key().equals(backup.key()))
                .count();
    }
}
