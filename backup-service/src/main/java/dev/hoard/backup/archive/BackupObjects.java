package dev.hoard.backup.archive;

import dev.hoard.backup.origin.DocumentLine;
import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import dev.hoard.platform.storage.BodyWriter;
import dev.hoard.platform.storage.ObjectNotFoundException;
import dev.hoard.platform.storage.ObjectStorage;
import dev.hoard.platform.storage.StoredObject;
import dev.hoard.platform.storage.UploadGuard;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The objects of all backups. Nothing is read from one without its hash being compared; one that is missing or damaged
 * is marked in its record, counted for the alarm, and serves nobody.
 */
@Component
public class BackupObjects {

    private static final Logger LOG = LoggerFactory.getLogger(BackupObjects.class);
    private static final String CONTENT_TYPE = "application/json";
    static final Problem CORRUPT = Problem.of(
            ProblemType.CORRUPT, "The stored backup is missing or damaged. It can be neither downloaded nor restored.");

    private final ObjectStorage storage;
    private final Backups backups;
    private final Counter corrupt;

    BackupObjects(ObjectStorage storage, Backups backups, MeterRegistry metrics) {
        this.storage = storage;
        this.backups = backups;
        this.corrupt = Counter.builder("hoard.backups.corrupt")
                .description("Backups found missing or damaged in storage")
                .register(metrics);
    }

    StoredObject write(Backup backup, BodyWriter body, UploadGuard guard) throws IOException {
        return storage.put(
                backup.key(), CONTENT_TYPE, Map.of("backup-id", backup.id().toString()), body, guard);
    }

    /** Reads back what was just written, before anybody is told that it is there. */
    void compare(StoredObject written) throws IOException {
        try (InputStream content = VerifiedStream.open(storage.get(written.key()), written.sha256(), () -> {})) {
            content.transferTo(OutputStream.nullOutputStream());
        }
    }

    /**
     * The content of a backup that is complete. A damaged one fails here if it is small, else before its last block.
     *
     * @throws ProblemException CORRUPT, or UNAVAILABLE if the storage does not answer
     */
    InputStream open(Backup backup) throws IOException {
        String sha256 = backup.requireContents().sha256();
        try {
            return VerifiedStream.open(
                    storage.get(backup.key()), sha256, () -> markCorrupt(backup, "its hash differs"));
        } catch (ObjectNotFoundException e) {
            markCorrupt(backup, "it has no object");
            throw new ProblemException(CORRUPT, e);
        } catch (CorruptContentException e) {
            throw new ProblemException(CORRUPT, e);
        } catch (SdkException e) {
            throw ProblemException.unavailable("The backup storage cannot be reached.", e);
        }
    }

    /**
     * Compares the whole object with the record.
     *
     * @throws ProblemException CORRUPT if they differ, or if there is no object
     */
    public void verify(Backup backup) throws IOException {
        try (InputStream content = open(backup)) {
            content.transferTo(OutputStream.nullOutputStream());
        } catch (CorruptContentException e) {
            throw new ProblemException(CORRUPT, e);
        }
    }

    /**
     * Reads the documents in their order, and the object to its end.
     *
     * @throws CorruptContentException before the last documents are given out, if the object is not what was written
     */
    public void readDocuments(Backup backup, DocumentReceiver receiver) throws IOException {
        try (InputStream content = open(backup)) {
            BackupFileReader reader = new BackupFileReader(content);
            DocumentLine document = reader.next();
            while (document != null) {
                receiver.document(document);
                document = reader.next();
            }
            content.transferTo(OutputStream.nullOutputStream());
        }
    }

    /** Fences off whoever was writing the backup's object. */
    void abortUpload(Backup backup) {
        if (backup.uploadId() != null) {
            storage.abortUpload(backup.key(), backup.uploadId());
        }
    }

    /** Removes the object, and the upload that might still become one. */
    void delete(Backup backup) {
        try {
            abortUpload(backup);
            storage.delete(backup.key());
        } catch (SdkException e) {
            throw ProblemException.unavailable("The backup storage cannot be reached.", e);
        }
    }

    private void markCorrupt(Backup backup, String reason) {
        if (backups.markCorrupt(backup.id())) {
            corrupt.increment();
            LOG.error("Backup {} of account {} is corrupt: {}", backup.id(), backup.account(), reason);
        }
    }
}
