package dev.hoard.export.job;

import dev.hoard.export.archive.ArchiveFormat;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.job.Job;
import dev.hoard.platform.job.JobState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * One export of an account. It is a job seen from outside: what the job left behind can be fetched until it expires.
 *
 * @param progress 0 to 100
 * @param error why it failed, or why an attempt did while another is to come
 */
record Export(
        String id,
        AccountId account,
        ArchiveFormat format,
        State state,
        int progress,
        @Nullable String error,
        Instant createdAt,
        @Nullable Instant finishedAt,
        @Nullable Instant expiresAt,
        @Nullable ExportContent content) {

    static final String KIND = "export";
    private static final String FORMAT = "format";
    private static final String ROOT = "exports/";

    /** Where an export stands; only a READY one has something to fetch. */
    enum State {
        QUEUED,
        RUNNING,
        READY,
        FAILED,
        CANCELLED,
        EXPIRED
    }

    static Export of(Job job, Duration timeToLive, Instant now) {
        Instant finishedAt = job.finishedAt();
        boolean succeeded = job.state() == JobState.SUCCEEDED;
        Instant expiresAt = succeeded && finishedAt != null ? finishedAt.plus(timeToLive) : null;
        return new Export(
                job.id(),
                job.account(),
                format(job),
                state(job, expiresAt, now),
                job.progress(),
                job.error(),
                job.createdAt(),
                finishedAt,
                expiresAt,
                succeeded ? ExportContent.of(job.result()) : null);
    }

    private static State state(Job job, @Nullable Instant expiresAt, Instant now) {
        return switch (job.state()) {
            case QUEUED -> State.QUEUED;
            case RUNNING -> State.RUNNING;
            case SUCCEEDED -> expiresAt != null && now.isBefore(expiresAt) ? State.READY : State.EXPIRED;
            case FAILED -> State.FAILED;
            case CANCELLED -> State.CANCELLED;
        };
    }

    boolean unfinished() {
        return state == State.QUEUED || state == State.RUNNING;
    }

    /** Whether the object belongs to it: any while it is being made, afterwards only the one that can be fetched. */
    boolean needs(String key) {
        return unfinished()
                || (state == State.READY && content != null && content.key().equals(key));
    }

    static Document parameters(ArchiveFormat format) {
        return new Document(FORMAT, format.id());
    }

    static ArchiveFormat format(Job job) {
        return ArchiveFormat.find(job.parameters().getString(FORMAT)).orElseThrow();
    }

    /** Each attempt writes an object of its own, so that a late worker never spoils its successor's. */
    static String key(Job job) {
        return prefix(job.account(), job.id()) + job.fence() + ".zip";
    }

    /** Where the objects of all attempts lie. */
    static String prefix(AccountId account, String id) {
        return ROOT + account + "/" + id + "/";
    }

    /** Where the objects of all exports lie. */
    static String root() {
        return ROOT;
    }

    /** The export that an object belongs to. */
    static Optional<String> idOf(String key) {
        String[] parts = key.split("/", -1);
        return parts.length == 4 ? Optional.of(parts[2]) : Optional.empty();
    }
}
