package dev.hoard.backup.restore;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.hoard.backup.archive.Backup;
import dev.hoard.backup.origin.BulkOutcome;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * What a restore changed, or on a dry run would change.
 *
 * @param created documents that were gone
 * @param updated documents that were different
 * @param deleted documents that the backup does not hold
 * @param unchanged documents that were as in the backup
 * @param head the account's, after the restore
 * @param safetyBackupId the account as it was just before; none for a dry run
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RestoreResult(
        long created,
        long updated,
        long deleted,
        long unchanged,
        long epoch,
        long head,
        @Nullable String safetyBackupId) {

    static RestoreResult of(BulkOutcome outcome, @Nullable Backup safety) {
        return new RestoreResult(
                outcome.created(),
                outcome.updated(),
                outcome.deleted(),
                outcome.unchanged(),
                outcome.epoch(),
                outcome.head(),
                safety == null ? null : safety.id().toString());
    }

    /** The result in a job's document; null while there is none. */
    static @Nullable RestoreResult of(Document document) {
        if (document.isEmpty()) {
            return null;
        }
        return new RestoreResult(
                document.getLong("created"),
                document.getLong("updated"),
                document.getLong("deleted"),
                document.getLong("unchanged"),
                document.getLong("epoch"),
                document.getLong("head"),
                document.getString("safetyBackupId"));
    }

    Document toDocument() {
        return new Document("created", created)
                .append("updated", updated)
                .append("deleted", deleted)
                .append("unchanged", unchanged)
                .append("epoch", epoch)
                .append("head", head)
                .append("safetyBackupId", safetyBackupId);
    }
}
