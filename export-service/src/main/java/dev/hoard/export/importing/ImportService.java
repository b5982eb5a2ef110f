package dev.hoard.export.importing;

import dev.hoard.export.archive.Manifest;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.id.Uuids;
import dev.hoard.platform.problem.FieldProblem;
import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import dev.hoard.platform.security.Caller;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/** Tries and applies imports (EXP-2). */
@Service
class ImportService {

    private static final Logger LOG = LoggerFactory.getLogger(ImportService.class);

    /** No import takes so long; the folder may be shared with other instances' running ones. */
    private static final Duration ABANDONED_AFTER = Duration.ofHours(1);

    private final BulkCommits bulk;
    private final Imports imports;
    private final ImportProperties properties;
    private final Clock clock;
    private final Semaphore places;

    ImportService(BulkCommits bulk, Imports imports, ImportProperties properties, Clock clock) {
        this.bulk = bulk;
        this.imports = imports;
        this.properties = properties;
        this.clock = clock;
        this.places = new Semaphore(properties.concurrent());
        ScratchFolder.removeAbandoned(
                properties.scratchFolder(), clock.instant().minus(ABANDONED_AFTER));
    }

    /**
     * Tries or applies the file; nothing is written but by an apply without rejections.
     *
     * @throws ProblemException PREMIUM_REQUIRED for an apply of a free account (DATA-4); ARCHIVE_REJECTED, TOO_LARGE or
     *     MALFORMED_JSON with the reason; ARCHIVE_REJECTED with the report for an apply with rejections
     */
    ImportReport run(Caller caller, ImportFormat format, ImportMode mode, InputStream body) throws IOException {
        if (mode == ImportMode.APPLY) {
            caller.requirePremium();
        }
        try (ScratchFolder scratch = new ScratchFolder(properties.scratchFolder())) {
            Upload upload = Upload.receive(
                    body, scratch.file("upload.zip"), properties.upload().toBytes());
            // Only now, so that slow senders keep nobody else out.
            takePlace();
            try (VerifiedArchive archive = VerifiedArchive.open(upload.path(), properties.limits())) {
                return run(caller.account(), format, mode, upload, archive, scratch);
            } finally {
                places.release();
            }
        }
    }

    private void takePlace() {
        try {
            if (places.tryAcquire(properties.patience().toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new ProblemException(
                Problem.of(ProblemType.TOO_MANY_REQUESTS, "Too many imports are running, please come back shortly.")
                        .retryAfter(properties.patience()));
    }

    private ImportReport run(
            AccountId account,
            ImportFormat format,
            ImportMode mode,
            Upload upload,
            VerifiedArchive archive,
            ScratchFolder scratch)
            throws IOException {
        Manifest manifest = archive.manifest();
        Staging staging =
                Staging.stage(archive, new Renaming(manifest.account(), account.value()), scratch, properties.limits());
        Map<String, ImportReport.Counts> counts = count(account, staging);
        ImportReport report = new ImportReport(
                Uuids.v5(account.value(), upload.sha256()),
                mode,
                format,
                upload.sha256(),
                new ImportReport.Source(
                        manifest.account(), manifest.createdAt(), manifest.epoch(), manifest.sequence()),
                counts,
                counts.values().stream().reduce(ImportReport.Counts.NONE, ImportReport.Counts::plus),
                staging.rejections(),
                archive.ignoredFiles(),
                null);
        return switch (mode) {
            case PREVIEW -> report;
            case APPLY -> apply(account, staging, report);
        };
    }

    /** One dry run a kind, since the bulk commit counts all kinds together. */
    private Map<String, ImportReport.Counts> count(AccountId account, Staging staging) {
        Map<String, ImportReport.Counts> counts = new LinkedHashMap<>();
        for (StagedDocuments kind : staging.kinds()) {
            counts.put(kind.kind().resourceType(), count(account, kind));
        }
        return counts;
    }

    private ImportReport.Counts count(AccountId account, StagedDocuments documents) {
        while (documents.accepted() > 0) {
            try {
                // A fresh id, or the dry run of a file that was applied would be answered by what that did.
                BulkResult result = bulk.dryRun(account, Uuids.v7(), documents::writeTo);
                return new ImportReport.Counts(
                        result.created(), result.updated(), result.unchanged(), documents.rejected());
            } catch (ProblemException e) {
                rejectOrRethrow(documents, e);
            }
        }
        return new ImportReport.Counts(0, 0, 0, documents.rejected());
    }

    /** Notes the rejected documents, so that the next dry run counts the others. */
    private void rejectOrRethrow(StagedDocuments documents, ProblemException e) {
        int before = documents.rejected();
        if (e.problem().type() == ProblemType.BULK_REJECTED) {
            documents.reject(e.problem().errors());
        }
        if (documents.rejected() == before) {
            throw e;
        }
    }

    private ImportReport apply(AccountId account, Staging staging, ImportReport report) {
        if (staging.rejected() > 0) {
            throw refused(report);
        }
        BulkResult result = commit(account, staging, report);
        Optional<ImportReport> first = imports.find(account, report.id())
                .filter(earlier -> earlier.applied() != null
                        && earlier.applied().epoch() == result.epoch()
                        && earlier.applied().to() == result.to());
        if (first.isPresent()) {
            return first.get().repeated();
        }
        ImportReport.Applied applied = new ImportReport.Applied(
                clock.instant().truncatedTo(ChronoUnit.MILLIS), result.epoch(), result.from(), result.to(), false);
        ImportReport done = report.applied(applied);
        imports.save(account, done, applied);
        LOG.info("Import {} of account {} applied: {}", report.id(), account, report.total());
        return done;
    }

    private BulkResult commit(AccountId account, Staging staging, ImportReport report) {
        try {
            return bulk.commit(account, report.id(), staging::writeTo);
        } catch (ProblemException e) {
            if (e.problem().type() != ProblemType.BULK_REJECTED) {
                throw e;
            }
            staging.reject(e.problem().errors());
            throw refused(report.rejected(staging.rejections()));
        }
    }

    private static ProblemException refused(ImportReport report) {
        List<FieldProblem> errors = report.rejections().stream()
                .map(rejection -> new FieldProblem(
                        ArchiveRefusal.pointer(rejection.file(), rejection.pointer()),
                        rejection.code(),
                        rejection.message()))
                .toList();
        return new ProblemException(Problem.of(
                        ProblemType.ARCHIVE_REJECTED,
                        "Nothing was imported, because " + errors.size() + " rule(s) are broken, see errors.")
                .with("code", "documents-rejected")
                .with("report", report)
                .withErrors(errors));
    }
}
