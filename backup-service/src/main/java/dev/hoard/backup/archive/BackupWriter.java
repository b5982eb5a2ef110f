package dev.hoard.backup.archive;

import dev.hoard.backup.origin.Accounts;
import dev.hoard.backup.origin.Campaign;
import dev.hoard.backup.origin.DocumentLine;
import dev.hoard.backup.origin.SnapshotReceiver;
import dev.hoard.platform.job.Job;
import dev.hoard.platform.storage.StoredObject;
import java.io.IOException;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Takes backups (BKP-1, BKP-2): claim the record, write the object, read it back, publish.
 *
 * <p>Whoever claims a record aborts the upload of the writer before, and notes the id of an upload of its own before the
 * first byte. So at any time at most one upload can become the object, and it belongs to the newest writer.
 */
@Component
public class BackupWriter {

    private static final Logger LOG = LoggerFactory.getLogger(BackupWriter.class);

    private static final int ACCOUNT_READ = 5;
    private static final int DOCUMENTS_READ = 60;
    private static final int UPLOADED = 80;
    private static final int DOCUMENTS_A_REPORT = 1000;

    private final Backups backups;
    private final BackupObjects objects;
    private final Accounts accounts;
    private final Campaign campaign;

    BackupWriter(Backups backups, BackupObjects objects, Accounts accounts, Campaign campaign) {
        this.backups = backups;
        this.objects = objects;
        this.accounts = accounts;
        this.campaign = campaign;
    }

    /**
     * Takes the backup that a restore keeps as its way back.
     *
     * @param progress told percents; throws if the job was lost
     */
    public Backup takeSafety(Job restore, IntConsumer progress) throws IOException {
        return take(backups.open(restore.account(), Trigger.SAFETY, restore.id()), restore, progress);
    }

    /**
     * Writes the backup from the start, whatever an earlier writer left.
     *
     * @param progress told percents; throws if the job was lost
     * @return the backup, READY
     */
    Backup take(Backup opened, Job job, IntConsumer progress) throws IOException {
        Backup backup = backups.claim(opened.id(), job).orElseThrow(() -> new LostBackupException(opened.id()));
        objects.abortUpload(backup);
        BackupFileWriter file =
                new BackupFileWriter(backup, accounts.get(backup.account()), campaign.assets(backup.account()));
        progress.accept(ACCOUNT_READ);
        StoredObject object = objects.write(
                backup,
                out -> file.writeTo(out, receiver -> snapshot(backup, receiver, progress)),
                uploadId -> noteUpload(backup, job, uploadId));
        progress.accept(UPLOADED);
        objects.compare(object);
        Backup ready = backups.finish(backup.id(), job, file.contents(object.size(), object.sha256()))
                .orElseThrow(() -> new LostBackupException(backup.id()));
        LOG.info("Backup {} of account {} is ready, {} bytes", ready.id(), ready.account(), object.size());
        return ready;
    }

    private void snapshot(Backup backup, SnapshotReceiver receiver, IntConsumer progress) throws IOException {
        campaign.snapshot(backup.account(), new ReportingReceiver(receiver, progress));
        progress.accept(DOCUMENTS_READ);
    }

    private void noteUpload(Backup backup, Job job, String uploadId) {
        if (!backups.noteUpload(backup.id(), job, uploadId)) {
            throw new LostBackupException(backup.id());
        }
    }

    /** Reports while documents come. How many there will be is not known, so the percent only nears the reading's end. */
    private static final class ReportingReceiver implements SnapshotReceiver {

        private final SnapshotReceiver receiver;
        private final IntConsumer progress;
        private long documents;

        ReportingReceiver(SnapshotReceiver receiver, IntConsumer progress) {
            this.receiver = receiver;
            this.progress = progress;
        }

        @Override
        public void begin(long epoch, long sequence) throws IOException {
            receiver.begin(epoch, sequence);
        }

        @Override
        public void document(DocumentLine document) throws IOException {
            receiver.document(document);
            documents++;
            if (documents % DOCUMENTS_A_REPORT == 0) {
                long share = (DOCUMENTS_READ - ACCOUNT_READ) * documents / (documents + 2 * DOCUMENTS_A_REPORT);
                progress.accept(ACCOUNT_READ + (int) share);
            }
        }
    }
}
