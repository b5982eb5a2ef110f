package dev.hoard.backup.archive;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A backup as its owner sees it; what is not known yet is left out.
 *
 * @param progress 0 to 100
 * @param trigger {@code manual} or {@code safety}
 * @param error why the last attempt failed, of a backup that is not complete
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record BackupView(
        String id,
        BackupState state,
        int progress,
        String trigger,
        String createdAt,
        @Nullable Long size,
        @Nullable SortedMap<String, Long> counts,
        @Nullable Long epoch,
        @Nullable Long sequence,
        @Nullable String sha256,
        @Nullable String verifiedAt,
        @Nullable String error) {}
