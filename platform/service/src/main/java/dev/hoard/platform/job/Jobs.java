package dev.hoard.platform.job;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.id.Uuids;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;

/** The jobs of a service, one document each in {@code jobs}; the document, not the message that woke a worker, is the truth. */
public final class Jobs {

    private static final String STATE = "state";
    private static final String FENCE = "fence";
    private static final String DUE = "due";

    private final MongoCollection<Document> jobs;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    public Jobs(MongoDatabase database, ApplicationEventPublisher events, Clock clock) {
        this.jobs = database.getCollection("jobs");
        this.events = events;
        this.clock = clock;
        jobs.createIndex(Indexes.ascending("account", "kind", "createdAt"));
        jobs.createIndex(Indexes.ascending(STATE, DUE));
        jobs.createIndex(Indexes.ascending("kind", "finishedAt"));
    }

    /** A new job, ready to be taken by any worker; {@link JobSubmitted} is published within the service. */
    public Job submit(String kind, AccountId account, Document parameters) {
        Date now = now();
        Document document = new Document("_id", Uuids.v7().toString())
                .append("kind", kind)
                .append("account", account.value())
                .append(STATE, JobState.QUEUED.name())
                .append("parameters", parameters)
                .append("result", new Document())
                .append("progress", 0)
                .append("attempts", 0)
                .append(FENCE, 0L)
                .append(DUE, now)
                .append("createdAt", now)
                .append("updatedAt", now);
        jobs.insertOne(document);
        Job job = job(document);
        events.publishEvent(new JobSubmitted(job));
        return job;
    }

    public Optional<Job> find(String id) {
        return Optional.ofNullable(jobs.find(Filters.eq("_id", id)).first()).map(Jobs::job);
    }

    /** The account's jobs of a kind, newest first. */
    public List<Job> list(AccountId account, String kind) {
        return jobs.find(Filters.and(Filters.eq("account", account.value()), Filters.eq("kind", kind)))
                .sort(Sorts.descending("createdAt", "_id"))
                .map(Jobs::job)
                .into(new ArrayList<>());
    }

    /** Ends a job that is not final yet; false if it was. Its worker meets a {@link FencedException}. */
    public boolean cancel(String id) {
        Bson open =
                Filters.and(Filters.eq("_id", id), Filters.in(STATE, JobState.QUEUED.name(), JobState.RUNNING.name()));
        return jobs.updateOne(open, end(JobState.CANCELLED, null)).getModifiedCount() == 1;
    }

    /** Forgets a job. */
    public void delete(String id) {
        jobs.deleteOne(Filters.eq("_id", id));
    }

    /** Forgets the jobs of a kind that ended before {@code instant}; unfinished ones stay. */
    public long deleteEndedBefore(String kind, Instant instant) {
        return jobs.deleteMany(Filters.and(Filters.eq("kind", kind), Filters.lt("finishedAt", Date.from(instant))))
                .getDeletedCount();
    }

    /** Takes the next due job: a queued one, or a running one whose worker's lease has ended. */
    Optional<Job> take(Collection<String> kinds, Duration lease) {
        Date now = now();
        Bson due = Filters.and(
                Filters.in(STATE, JobState.QUEUED.name(), JobState.RUNNING.name()),
                Filters.lte(DUE, now),
                Filters.in("kind", kinds));
        Bson take = Updates.combine(
                Updates.set(STATE, JobState.RUNNING.name()),
                Updates.set(DUE, Date.from(clock.instant().plus(lease))),
                Updates.set("startedAt", now),
                Updates.set("updatedAt", now),
                Updates.inc("attempts", 1),
                Updates.inc(FENCE, 1L));
        return Optional.ofNullable(jobs.findOneAndUpdate(
                        due,
                        take,
                        new FindOneAndUpdateOptions().sort(Sorts.ascending(DUE)).returnDocument(ReturnDocument.AFTER)))
                .map(Jobs::job);
    }

    /** Prolongs the lease; false if the job is no longer the worker's. */
    boolean renew(Job job, Duration lease) {
        return update(job, Updates.set(DUE, Date.from(clock.instant().plus(lease))));
    }

    boolean progress(Job job, int percent) {
        return update(job, Updates.set("progress", percent));
    }

    boolean holds(Job job) {
        return jobs.countDocuments(held(job)) == 1;
    }

    boolean succeed(Job job, Document result) {
        return update(
                job,
                Updates.combine(
                        end(JobState.SUCCEEDED, null), Updates.set("result", result), Updates.set("progress", 100)));
    }

    boolean fail(Job job, String error) {
        return update(job, end(JobState.FAILED, error));
    }

    /** Puts a job back as it was before it was taken. */
    boolean giveBack(Job job) {
        return update(
                job,
                Updates.combine(
                        Updates.set(STATE, JobState.QUEUED.name()),
                        Updates.inc("attempts", -1),
                        Updates.set(DUE, now())));
    }

    boolean retry(Job job, String error, Duration pause) {
        return update(
                job,
                Updates.combine(
                        Updates.set(STATE, JobState.QUEUED.name()),
                        Updates.set("error", error),
                        Updates.set(DUE, Date.from(clock.instant().plus(pause)))));
    }

    private boolean update(Job job, Bson change) {
        return jobs.updateOne(held(job), Updates.combine(change, Updates.set("updatedAt", now())))
                        .getMatchedCount()
                == 1;
    }

    private static Bson held(Job job) {
        return Filters.and(
                Filters.eq("_id", job.id()),
                Filters.eq(FENCE, job.fence()),
                Filters.eq(STATE, JobState.RUNNING.name()));
    }

    private Bson end(JobState state, @Nullable String error) {
        return Updates.combine(
                Updates.set(STATE, state.name()), Updates.set("error", error), Updates.set("finishedAt", now()));
    }

    private Date now() {
        return Date.from(clock.instant());
    }

    private static Job job(Document document) {
        return new Job(
                document.getString("_id"),
                document.getString("kind"),
                new AccountId(document.get("account", UUID.class)),
                JobState.valueOf(document.getString(STATE)),
                document.get("parameters", Document.class),
                document.get("result", Document.class),
                document.getInteger("progress"),
                document.getInteger("attempts"),
                document.getString("error"),
                document.getDate("createdAt").toInstant(),
                document.getDate("updatedAt").toInstant(),
                instant(document.getDate("startedAt")),
                instant(document.getDate("finishedAt")),
                document.getLong(FENCE));
    }

    private static @Nullable Instant instant(@Nullable Date date) {
        return date == null ? null : date.toInstant();
    }
}
