package dev.hoard.backup.archive;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Filters.ne;
import static com.mongodb.client.model.Filters.or;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.unset;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Sorts;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.id.Uuids;
import dev.hoard.platform.job.Job;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/**
 * The records of all backups.
 *
 * <p>Every step of a writer names the job's fence and happens only while no newer fence has claimed the record, so that a
 * worker which lost its job changes nothing.
 */
@Repository
class Backups {

    private static final Bson UNFINISHED = in("state", names(BackupState.PENDING, BackupState.RUNNING));
    private static final FindOneAndUpdateOptions AFTER =
            new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER);

    private final MongoCollection<Document> records;
    private final Clock clock;

    Backups(MongoDatabase database, Clock clock) {
        this.records = database.getCollection("backups");
        this.clock = clock;
        records.createIndex(Indexes.ascending("account", "createdAt"), new IndexOptions().unique(true));
        records.createIndex(Indexes.ascending("jobId"));
        records.createIndex(Indexes.ascending("state"));
    }

    /** A new record. Its instant is the present one, or the next that no other backup of the account has. */
    Backup open(AccountId account, Trigger trigger, @Nullable String jobId) {
        BackupId id = new BackupId(Uuids.v7());
        Instant createdAt = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        while (true) {
            Backup backup = new Backup(id, account, jobId, trigger, BackupState.PENDING, createdAt, null, null, null);
            if (inserted(backup)) {
                return backup;
            }
            createdAt = createdAt.plusMillis(1);
        }
    }

    /** Notes the job that takes the backup. */
    Backup assign(Backup backup, String jobId) {
        return update(eq("_id", backup.id().value()), set("jobId", jobId)).orElse(backup);
    }

    Optional<Backup> find(BackupId id) {
        return Optional.ofNullable(records.find(eq("_id", id.value())).first()).map(Backups::toBackup);
    }

    /** The account's own backup of this id; one that is being deleted is there no longer. */
    Optional<Backup> find(AccountId account, BackupId id) {
        return find(id).filter(backup -> backup.account().equals(account))
                .filter(backup -> backup.state() != BackupState.DELETING);
    }

    /** The account's backups, newest first, those taken before an instant only. */
    List<Backup> list(AccountId account, Instant before, int limit) {
        Bson shown = and(
                eq("account", account.value()),
                lt("createdAt", Date.from(before)),
                ne("state", BackupState.DELETING.name()));
        return toBackups(shown, limit);
    }

    List<Backup> listUnfinished(AccountId account) {
        return toBackups(and(eq("account", account.value()), UNFINISHED), 0);
    }

    /** Backups that a job took, newest first: a restore's safety backups. */
    List<Backup> listOfJob(String jobId) {
        return toBackups(eq("jobId", jobId), 0);
    }

    /** Records opened before an instant that may want looking after: unfinished, half deleted, or with an upload left. */
    List<Backup> listUnsettled(Instant openedBefore) {
        Bson unsettled = or(UNFINISHED, eq("state", BackupState.DELETING.name()), exists("uploadId"));
        return toBackups(and(unsettled, lt("createdAt", Date.from(openedBefore))), 0);
    }

    /**
     * Makes the job's present worker the only writer.
     *
     * @return the record with the upload of the writer before, which the caller aborts; empty if a newer writer holds the
     *     record or it is no longer to be written
     */
    Optional<Backup> claim(BackupId id, Job job) {
        return update(
                and(eq("_id", id.value()), UNFINISHED, lte("fence", job.fence())),
                combine(set("state", BackupState.RUNNING.name()), set("jobId", job.id()), set("fence", job.fence())));
    }

    /** Notes the upload before its first byte; false if another writer has claimed the record. */
    boolean noteUpload(BackupId id, Job job, String uploadId) {
        return update(written(id, job), set("uploadId", uploadId)).isPresent();
    }

    /** Publishes the backup: its object is complete and was read back. Empty if another writer has claimed the record. */
    Optional<Backup> finish(BackupId id, Job job, Contents contents) {
        return update(
                written(id, job),
                combine(
                        set("state", BackupState.READY.name()),
                        set("contents", toDocument(contents)),
                        set("verifiedAt", Date.from(clock.instant())),
                        unset("uploadId")));
    }

    /** False if it was marked before, or is not there any more. */
    boolean markCorrupt(BackupId id) {
        return update(
                        and(eq("_id", id.value()), eq("state", BackupState.READY.name())),
                        set("state", BackupState.CORRUPT.name()))
                .isPresent();
    }

    /** Gives an unfinished backup up, whatever its writer does from now on; empty if it was finished meanwhile. */
    Optional<Backup> markFailed(BackupId id) {
        return update(and(eq("_id", id.value()), UNFINISHED), set("state", BackupState.FAILED.name()));
    }

    /** Forgets the upload of a backup that failed, once nothing is left of it. */
    void forgetUpload(BackupId id) {
        update(and(eq("_id", id.value()), eq("state", BackupState.FAILED.name())), unset("uploadId"));
    }

    /** From here on no writer can finish the backup; the record still tells its object and its upload. */
    Optional<Backup> markDeleting(BackupId id) {
        return update(eq("_id", id.value()), set("state", BackupState.DELETING.name()));
    }

    void remove(BackupId id) {
        records.deleteOne(and(eq("_id", id.value()), eq("state", BackupState.DELETING.name())));
    }

    private boolean inserted(Backup backup) {
        try {
            records.insertOne(toDocument(backup));
            return true;
        } catch (MongoWriteException e) {
            if (e.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) {
                return false;
            }
            throw e;
        }
    }

    private Optional<Backup> update(Bson filter, Bson change) {
        return Optional.ofNullable(records.findOneAndUpdate(filter, change, AFTER))
                .map(Backups::toBackup);
    }

    private static Bson written(BackupId id, Job job) {
        return and(eq("_id", id.value()), eq("state", BackupState.RUNNING.name()), eq("fence", job.fence()));
    }

    private List<Backup> toBackups(Bson filter, int limit) {
        return records.find(filter)
                .sort(Sorts.descending("createdAt"))
                .limit(limit)
                .map(Backups::toBackup)
                .into(new ArrayList<>());
    }

    private static List<String> names(BackupState... states) {
        return Arrays.stream(states).map(BackupState::name).toList();
    }

    private static Document toDocument(Backup backup) {
        return new Document("_id", backup.id().value())
                .append("account", backup.account().value())
                .append("jobId", backup.jobId())
                .append("trigger", backup.trigger().name())
                .append("state", backup.state().name())
                .append("createdAt", Date.from(backup.createdAt()))
                .append("fence", 0L);
    }

    private static Document toDocument(Contents contents) {
        return new Document("size", contents.size())
                .append("sha256", contents.sha256())
                .append("epoch", contents.epoch())
                .append("sequence", contents.sequence())
                .append("counts", new Document(new TreeMap<String, Object>(contents.counts())));
    }

    private static Backup toBackup(Document record) {
        return new Backup(
                new BackupId(record.get("_id", UUID.class)),
                new AccountId(record.get("account", UUID.class)),
                record.getString("jobId"),
                Trigger.valueOf(record.getString("trigger")),
                BackupState.valueOf(record.getString("state")),
                record.getDate("createdAt").toInstant(),
                record.getString("uploadId"),
                toContents(record.get("contents", Document.class)),
                toInstant(record.getDate("verifiedAt")));
    }

    private static @Nullable Contents toContents(@Nullable Document contents) {
        if (contents == null) {
            return null;
        }
        SortedMap<String, Long> counts = new TreeMap<>();
        contents.get("counts", Document.class).forEach((type, count) -> counts.put(type, ((Number) count).longValue()));
        return new Contents(
                contents.getLong("size"),
                contents.getString("sha256"),
                contents.getLong("epoch"),
                contents.getLong("sequence"),
                counts);
    }

    private static @Nullable Instant toInstant(@Nullable Date date) {
        return date == null ? null : date.toInstant();
    }
}
