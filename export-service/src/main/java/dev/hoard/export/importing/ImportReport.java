package dev.hoard.export.importing;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an import did or would do.
 *
 * @param id of the import; the same file gives the same id in the same account
 * @param sha256 of the file that was sent
 * @param source which account was exported, and when
 * @param counts by resource type
 * @param rejections what stands in the way, each with its place
 * @param ignoredFiles files of the archive from which nothing is imported
 * @param applied absent in a preview
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ImportReport(
        UUID id,
        ImportMode mode,
        ImportFormat format,
        String sha256,
        Source source,
        Map<String, Counts> counts,
        Counts total,
        List<Rejection> rejections,
        List<String> ignoredFiles,
        @Nullable Applied applied) {

    record Source(UUID account, Instant createdAt, long epoch, long sequence) {}

    record Counts(@JsonProperty("new") long created, long changed, long same, long rejected) {

        static final Counts NONE = new Counts(0, 0, 0, 0);

        Counts plus(Counts other) {
            return new Counts(
                    created + other.created, changed + other.changed, same + other.same, rejected + other.rejected);
        }
    }

    /**
     * @param from the commit took the numbers (from, to]
     * @param repeated the file had been imported before, so that this time nothing was done
     */
    record Applied(Instant at, long epoch, long from, long to, boolean repeated) {}

    ImportReport {
        counts = Collections.unmodifiableMap(new LinkedHashMap<>(counts));
        rejections = List.copyOf(rejections);
        ignoredFiles = List.copyOf(ignoredFiles);
    }

    ImportReport applied(Applied outcome) {
        return new ImportReport(id, mode, format, sha256, source, counts, total, rejections, ignoredFiles, outcome);
    }

    ImportReport rejected(List<Rejection> all) {
        return new ImportReport(id, mode, format, sha256, source, counts, total, all, ignoredFiles, applied);
    }

    /** What the first import of the file answered, marked as that. */
    ImportReport repeated() {
        Applied first = Objects.requireNonNull(applied);
        return applied(new Applied(first.at(), first.epoch(), first.from(), first.to(), true));
    }
}
