package dev.hoard.platform.job;

import dev.hoard.platform.id.AccountId;
import java.time.Instant;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * One piece of long work.
 *
 * @param kind which handler runs it
 * @param parameters what was asked for; never changed
 * @param result what the handler gave back; empty until it succeeded
 * @param progress 0 to 100
 * @param attempts how often it was started
 * @param error why the last attempt failed, for the account's owner
 * @param fence fencing epoch: rises with every worker that takes the job
 */
public record Job(
        String id,
        String kind,
        AccountId account,
        JobState state,
        Document parameters,
        Document result,
        int progress,
        int attempts,
        @Nullable String error,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        long fence) {}
