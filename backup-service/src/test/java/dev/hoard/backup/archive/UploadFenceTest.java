package dev.hoard.backup.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hoard.backup.suite.FakeCampaign;
import dev.hoard.backup.suite.FakeSuite;
import dev.hoard.backup.suite.IntegrationTest;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.job.Job;
import dev.hoard.platform.job.JobState;
import java.io.IOException;
import java.time.Instant;
import java.util.TreeMap;
import java.util.UUID;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** A writer that was thought dead wakes up, at each of the moments where that could hurt. */
@IntegrationTest
class UploadFenceTest {

    private static final String BUCKET = "hoard-backups";

    private final FakeCampaign campaign = FakeSuite.shared().campaign();
    private final AccountId account = new AccountId(UUID.randomUUID());
    private final String jobId = UUID.randomUUID().toString();

    @Autowired
    private Backups backups;

    @Autowired
    private BackupWriter writer;

    @Autowired
    private Archive archive;

    @Autowired
    private S3Client s3;

    private Backup backup;

    @BeforeEach
    void open() {
        campaign.put(account.value(), "creature", UUID.randomUUID(), "{\"name\":\"Goblin\"}");
        backup = backups.open(account, Trigger.MANUAL, jobId);
    }

    @Test
    void bkp1_theUploadOfTheWriterBeforeIsAbortedAndCannotBeCompleted() throws IOException {
        assertThat(backups.claim(backup.id(), job(1))).isPresent();
        String upload = begin();
        assertThat(backups.noteUpload(backup.id(), job(1), upload)).isTrue();
        String etag = send(upload);

        Backup ready = writer.take(backup, job(2), percent -> {});

        assertThatThrownBy(() -> complete(upload, etag)).isInstanceOf(S3Exception.class);
        assertThat(backups.finish(backup.id(), job(1), contents())).isEmpty();
        assertThat(sizeOfObject()).isEqualTo(ready.requireContents().size());
        assertThat(backups.find(backup.id()).orElseThrow()).isEqualTo(ready);
    }

    @Test
    void bkp1_aWriterThatBeginsAnUploadAfterItsTimeIsRefusedBeforeTheFirstByte() throws IOException {
        assertThat(backups.claim(backup.id(), job(1))).isPresent();
        writer.take(backup, job(2), percent -> {});

        assertThat(backups.noteUpload(backup.id(), job(1), "late")).isFalse();
        assertThat(backups.claim(backup.id(), job(1))).isEmpty();
    }

    @Test
    void bkp1_aWriterThatIsOvertakenWhileItReadsLeavesNoUpload() {
        assertThatThrownBy(() -> writer.take(backup, job(1), percent -> backups.claim(backup.id(), job(2))))
                .isInstanceOf(LostBackupException.class);

        assertThat(s3.listMultipartUploads(request -> request.bucket(BUCKET)).uploads())
                .noneMatch(upload -> upload.key().equals(backup.key()));
        assertThat(s3.listObjectsV2(request -> request.bucket(BUCKET).prefix(backup.key()))
                        .contents())
                .isEmpty();
    }

    @Test
    void bkp1_aWriterOfADeletedBackupBringsNothingBack() throws IOException {
        assertThat(backups.claim(backup.id(), job(1))).isPresent();
        String upload = begin();
        backups.noteUpload(backup.id(), job(1), upload);
        String etag = send(upload);

        archive.delete(backup);

        assertThatThrownBy(() -> complete(upload, etag)).isInstanceOf(S3Exception.class);
        assertThat(backups.find(backup.id())).isEmpty();
        assertThat(backups.finish(backup.id(), job(1), contents())).isEmpty();
    }

    private String begin() {
        return s3.createMultipartUpload(request -> request.bucket(BUCKET).key(backup.key()))
                .uploadId();
    }

    private String send(String upload) {
        return s3.uploadPart(
                        request -> request.bucket(BUCKET)
                                .key(backup.key())
                                .uploadId(upload)
                                .partNumber(1),
                        RequestBody.fromString("{\"format\":\"from a writer long gone\"}"))
                .eTag();
    }

    private void complete(String upload, String etag) {
        CompletedPart only = CompletedPart.builder().partNumber(1).eTag(etag).build();
        s3.completeMultipartUpload(request ->
                request.bucket(BUCKET).key(backup.key()).uploadId(upload).multipartUpload(parts -> parts.parts(only)));
    }

    private long sizeOfObject() {
        return s3.headObject(request -> request.bucket(BUCKET).key(backup.key()))
                .contentLength();
    }

    private static Contents contents() {
        return new Contents(1, "00", 1, 1, new TreeMap<>());
    }

    private Job job(long fence) {
        Instant now = Instant.now();
        return new Job(
                jobId,
                BackupJob.KIND,
                account,
                JobState.RUNNING,
                new Document(),
                new Document(),
                0,
                (int) fence,
                null,
                now,
                now,
                now,
                null,
                fence);
    }
}
