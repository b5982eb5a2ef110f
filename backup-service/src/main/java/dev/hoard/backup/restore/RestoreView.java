package dev.hoard.backup.restore;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.hoard.backup.archive.Instants;
import dev.hoard.platform.job.Job;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A restore as its owner sees it; what is not known yet is left out.
 *
 * @param progress 0 to 100
 * @param error why the last attempt failed
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record RestoreView(
        String id,
        String backupId,
        RestoreMode mode,
        Set<String> types,
        Set<String> ids,
        boolean dryRun,
        RestoreState state,
        int progress,
        String createdAt,
        @Nullable String finishedAt,
        @Nullable RestoreResult summary,
        @Nullable String error) {

    static RestoreView of(Job job) {
        RestorePlan plan = RestorePlan.of(job.parameters());
        return new RestoreView(
                job.id(),
                plan.backup().toString(),
                plan.mode(),
                plan.types(),
                plan.ids(),
                plan.dryRun(),
                RestoreState.of(job.state()),
                job.progress(),
                Instants.text(job.createdAt()),
                job.finishedAt() == null ? null : Instants.text(job.finishedAt()),
                RestoreResult.of(job.result()),
                job.error());
    }
}
