package dev.hoard.export.job;

import dev.hoard.export.archive.AccountArchive;
import dev.hoard.export.archive.Manifest;
import dev.hoard.platform.job.Job;
import dev.hoard.platform.job.JobContext;
import dev.hoard.platform.job.JobHandler;
import dev.hoard.platform.job.JobWorker;
import dev.hoard.platform.storage.ObjectStorage;
import dev.hoard.platform.storage.StoredObject;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.bson.Document;
import org.springframework.stereotype.Component;

/** Makes an export: streams the archive into storage, and gives it to the job only if the job is still its own. */
@Component
class ExportJobHandler implements JobHandler {

    private final AccountArchive archive;
    private final ObjectStorage storage;

    ExportJobHandler(AccountArchive archive, ObjectStorage storage, JobWorker worker) {
        this.archive = archive;
        this.storage = storage;
        worker.register(Export.KIND, this);
    }

    @Override
    public Document run(Job job, JobContext context) throws IOException {
        AtomicReference<Manifest> manifest = new AtomicReference<>();
        StoredObject object = storage.put(
                Export.key(job),
                "application/zip",
                Map.of(),
                out -> manifest.set(
                        archive.write(job.account(), Export.format(job), out, new ReportedProgress(context))),
                uploadId -> context.checkFence());
        try {
            context.checkFence();
        } catch (RuntimeException e) {
            // Cancelled or taken over while the last part went up: nobody will ever ask for this object.
            storage.delete(object.key());
            throw e;
        }
        return ExportContent.of(object, Objects.requireNonNull(manifest.get())).toDocument();
    }

    /** Writes a percent down once; that it is refused is how a running export learns that it was cancelled. */
    private static final class ReportedProgress implements AccountArchive.Progress {

        private final JobContext context;
        private int last;

        ReportedProgress(JobContext context) {
            this.context = context;
        }

        @Override
        public void reached(int percent) {
            if (percent > last) {
                last = percent;
                context.progress(percent);
            }
        }
    }
}
