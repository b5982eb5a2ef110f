package dev.hoard.platform.job;

/** Another worker has the job by now, or it was cancelled: stop, and leave nothing. */
public final class FencedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    FencedException(String jobId) {
        super("job " + jobId + " was taken over or cancelled");
    }
}
