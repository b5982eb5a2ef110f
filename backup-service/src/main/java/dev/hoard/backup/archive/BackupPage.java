package dev.hoard.backup.archive;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Backups of an account, newest first.
 *
 * @param nextPage what to ask the next page by; absent on the last one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record BackupPage(List<BackupView> backups, @Nullable String nextPage) {}
