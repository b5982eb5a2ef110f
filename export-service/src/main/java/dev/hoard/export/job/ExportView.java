package dev.hoard.export.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An export as clients see it.
 *
 * @param counts records in each file of the archive
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ExportView(
        String id,
        String format,
        Export.State state,
        int progress,
        Instant createdAt,
        @Nullable Instant finishedAt,
        @Nullable Instant expiresAt,
        @Nullable String error,
        @Nullable Long size,
        @Nullable String sha256,
        @Nullable Long epoch,
        @Nullable Long sequence,
        @Nullable Map<String, Long> counts) {

    static ExportView of(Export export) {
        ExportContent content = export.content();
        return new ExportView(
                export.id(),
                export.format().id(),
                export.state(),
                export.progress(),
                export.createdAt(),
                export.finishedAt(),
                export.expiresAt(),
                export.error(),
                content == null ? null : content.size(),
                content == null ? null : content.sha256(),
                content == null ? null : content.epoch(),
                content == null ? null : content.sequence(),
                content == null ? null : content.counts());
    }
}
