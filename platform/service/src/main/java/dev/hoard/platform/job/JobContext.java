package dev.hoard.platform.job;

/** What a handler may say and ask while it runs. */
public interface JobContext {

    /**
     * Notes progress.
     *
     * @param percent 0 to 100
     * @throws FencedException if the job is no longer this worker's
     */
    void progress(int percent);

    /** @throws FencedException if the job is no longer this worker's; to be asked before every outward effect */
    void checkFence();
}
