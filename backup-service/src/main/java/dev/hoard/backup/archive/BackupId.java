package dev.hoard.backup.archive;

import dev.hoard.platform.id.Uuids;
import dev.hoard.platform.problem.ProblemException;
import java.util.UUID;

/** Names one backup of one account. */
public record BackupId(UUID value) {

    /** @throws ProblemException NOT_FOUND for a text that can be nobody's backup */
    public static BackupId of(String text) {
        return new BackupId(Uuids.find(text).orElseThrow(() -> ProblemException.notFound("backup")));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
