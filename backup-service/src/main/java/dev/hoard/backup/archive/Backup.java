package dev.hoard.backup.archive;

import dev.hoard.platform.id.AccountId;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * One backup as the record tells it.
 *
 * @param jobId job that takes it: its own, or the restore's for a safety backup; absent until the job is submitted
 * @param createdAt to the millisecond, unique within the account; part of the object's key
 * @param uploadId multipart upload that may become the object; who aborts it has fenced its writer off
 * @param contents known once READY
 * @param verifiedAt when the object was last read back whole and found equal
 */
public record Backup(
        BackupId id,
        AccountId account,
        @Nullable String jobId,
        Trigger trigger,
        BackupState state,
        Instant createdAt,
        @Nullable String uploadId,
        @Nullable Contents contents,
        @Nullable Instant verifiedAt) {

    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);

    /** The object's name: {@code backups/{userId}/{timestamp}.json}. */
    public String key() {
        return "backups/" + account + "/" + TIMESTAMP.format(createdAt) + ".json";
    }

    public String fileName() {
        return "hoard-backup-" + TIMESTAMP.format(createdAt) + ".json";
    }

    public boolean unfinished() {
        return state == BackupState.PENDING || state == BackupState.RUNNING;
    }

    /** What is inside, of a backup that is or was complete. */
    public Contents requireContents() {
        if (contents == null) {
            throw new IllegalStateException("backup " + id + " was never complete");
        }
        return contents;
    }
}
