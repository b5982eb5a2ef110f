package dev.hoard.export.importing;

import dev.hoard.export.archive.Kind;
import dev.hoard.platform.problem.FieldProblem;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** All documents of an archive, ready for the bulk commit. */
final class Staging {

    private final List<StagedDocuments> kinds;

    private Staging(List<StagedDocuments> kinds) {
        this.kinds = List.copyOf(kinds);
    }

    static Staging stage(VerifiedArchive archive, Renaming renaming, ScratchFolder scratch, ArchiveLimits limits)
            throws IOException {
        List<StagedDocuments> kinds = new ArrayList<>();
        Set<UUID> seen = new HashSet<>();
        int left = limits.documents();
        for (Kind kind : Kind.campaign()) {
            if (archive.has(kind)) {
                Path lines = scratch.file(kind.resourceType() + ".ndjson");
                StagedDocuments staged = StagedDocuments.stage(kind, archive, renaming, lines, seen, limits, left);
                left -= staged.documents();
                kinds.add(staged);
            }
        }
        return new Staging(kinds);
    }

    List<StagedDocuments> kinds() {
        return kinds;
    }

    int accepted() {
        return kinds.stream().mapToInt(StagedDocuments::accepted).sum();
    }

    int rejected() {
        return kinds.stream().mapToInt(StagedDocuments::rejected).sum();
    }

    List<Rejection> rejections() {
        return kinds.stream().flatMap(kind -> kind.rejections().stream()).toList();
    }

    void writeTo(OutputStream out) throws IOException {
        for (StagedDocuments kind : kinds) {
            kind.writeTo(out);
        }
    }

    /** Notes what the owner has rejected of the lines that {@link #writeTo} wrote. */
    void reject(List<FieldProblem> errors) {
        int first = 0;
        for (StagedDocuments kind : kinds) {
            int from = first;
            int to = first + kind.accepted();
            first = to;
            kind.reject(errors.stream()
                    .filter(error -> {
                        int line = LinePointer.of(error.pointer()).line();
                        return line >= from && line < to;
                    })
                    .map(error -> shifted(error, from))
                    .toList());
        }
    }

    private static FieldProblem shifted(FieldProblem error, int by) {
        LinePointer pointer = LinePointer.of(error.pointer());
        return new FieldProblem("/" + (pointer.line() - by) + pointer.insideDocument(), error.code(), error.message());
    }
}
