package dev.hoard.backup.restore;

import dev.hoard.backup.archive.Archive;
import dev.hoard.backup.archive.Backup;
import dev.hoard.backup.archive.BackupObjects;
import dev.hoard.backup.archive.BackupWriter;
import dev.hoard.backup.archive.CorruptContentException;
import dev.hoard.backup.origin.BulkMode;
import dev.hoard.backup.origin.BulkOutcome;
import dev.hoard.backup.origin.BulkRequest;
import dev.hoard.backup.origin.Campaign;
import dev.hoard.platform.id.Uuids;
import dev.hoard.platform.job.Job;
import dev.hoard.platform.job.JobContext;
import dev.hoard.platform.job.JobFailedException;
import dev.hoard.platform.job.JobHandler;
import dev.hoard.platform.job.JobWorker;
import dev.hoard.platform.problem.FieldProblem;
import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.bson.Document;
import org.springframework.stereotype.Component;

/**
 * Brings a backup's documents back (BKP-3).
 *
 * <p>The commit expects the safety backup's sequence as the account's head, so nothing can happen between the two that
 * the safety backup does not hold. Its mutation id is the restore's, so a worker that takes the job over after an answer
 * was lost gets that answer: it tries with the safety backup it finds before it takes another.
 */
@Component
final class RestoreJob implements JobHandler {

    static final String KIND = "restore";

    /** Another try would meet the same. */
    private static final Set<ProblemType> FINAL = EnumSet.of(
            ProblemType.NOT_FOUND,
            ProblemType.CONFLICT,
            ProblemType.CORRUPT,
            ProblemType.HEAD_MOVED,
            ProblemType.BULK_REJECTED);

    private static final int VERIFIED = 20;
    private static final int SAFE = 60;

    private final Archive archive;
    private final BackupObjects objects;
    private final BackupWriter writer;
    private final Campaign campaign;
    private final RestoreProperties properties;

    RestoreJob(
            Archive archive,
            BackupObjects objects,
            BackupWriter writer,
            Campaign campaign,
            RestoreProperties properties,
            JobWorker worker) {
        this.archive = archive;
        this.objects = objects;
        this.writer = writer;
        this.campaign = campaign;
        this.properties = properties;
        worker.register(KIND, this);
    }

    @Override
    public Document run(Job job, JobContext context) throws IOException, JobFailedException {
        RestorePlan plan = RestorePlan.of(job.parameters());
        try {
            Backup backup = archive.getReady(job.account(), plan.backup());
            objects.verify(backup);
            context.progress(VERIFIED);
            RestoreResult result = plan.dryRun()
                    ? RestoreResult.of(commit(job, plan, backup, OptionalLong.empty()), null)
                    : restore(job, plan, backup, context);
            return result.toDocument();
        } catch (CorruptContentException e) {
            throw new JobFailedException("The stored backup is damaged; nothing was changed.", e);
        } catch (ProblemException e) {
            if (FINAL.contains(e.problem().type())) {
                throw new JobFailedException(explain(e.problem()), e);
            }
            throw e;
        }
    }

    private RestoreResult restore(Job job, RestorePlan plan, Backup backup, JobContext context) throws IOException {
        Optional<Backup> left = archive.takeOverSafety(job.id());
        for (int tries = 0; tries < properties.tries(); tries++) {
            Backup safety = left.isPresent() ? left.get() : takeSafety(job, context);
            context.checkFence();
            try {
                OptionalLong head = OptionalLong.of(safety.requireContents().sequence());
                return RestoreResult.of(commit(job, plan, backup, head), safety);
            } catch (ProblemException e) {
                if (e.problem().type() == ProblemType.UNAVAILABLE) {
                    throw ProblemException.unavailable(
                            "campaign-service did not answer, so the restore may or may not be done. Backup "
                                    + safety.id() + " holds what was there before.",
                            e);
                }
                if (e.problem().type() != ProblemType.HEAD_MOVED) {
                    throw e;
                }
                archive.delete(safety);
                left = Optional.empty();
            }
        }
        throw ProblemException.of(
                ProblemType.HEAD_MOVED,
                "The account was written to at each of " + properties.tries()
                        + " tries; nothing was changed. Try again when no device is editing.");
    }

    private Backup takeSafety(Job job, JobContext context) throws IOException {
        return writer.takeSafety(job, percent -> context.progress(VERIFIED + (SAFE - VERIFIED) * percent / 100));
    }

    private BulkOutcome commit(Job job, RestorePlan plan, Backup backup, OptionalLong expectedHead) throws IOException {
        UUID mutationId = Uuids.find(job.id()).orElseThrow();
        BulkMode mode = plan.bulkMode();
        List<String> types = mode == BulkMode.REPLACE ? List.copyOf(plan.types()) : List.of();
        return campaign.bulk(
                job.account(),
                new BulkRequest(mode, mutationId, expectedHead, types, plan.dryRun()),
                out -> objects.readDocuments(backup, document -> {
                    if (plan.includes(document)) {
                        document.writeBulkLineTo(out);
                    }
                }));
    }

    private static String explain(Problem problem) {
        if (problem.errors().isEmpty()) {
            return problem.detail();
        }
        FieldProblem first = problem.errors().getFirst();
        return problem.detail() + " First of " + problem.errors().size() + ": " + first.pointer() + " "
                + first.message();
    }
}
