package dev.hoard.platform.job;

import org.bson.Document;

/** Runs the jobs of one kind. It may be called again for the same job after any failure, so it must be idempotent. */
@FunctionalInterface
public interface JobHandler {

    /**
     * @return the result to be kept
     * @throws JobFailedException if trying again is no use
     */
    Document run(Job job, JobContext context) throws Exception;
}
