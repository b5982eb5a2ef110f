package dev.hoard.backup.restore;

import dev.hoard.platform.job.JobState;

/** How far a restore has come. */
enum RestoreState {
    PENDING,
    RUNNING,
    SUCCEEDED,
    FAILED;

    static RestoreState of(JobState state) {
        return switch (state) {
            case QUEUED -> PENDING;
            case RUNNING -> RUNNING;
            case SUCCEEDED -> SUCCEEDED;
            case FAILED, CANCELLED -> FAILED;
        };
    }
}
