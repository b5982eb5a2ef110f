package dev.hoard.export.importing;

import dev.hoard.export.archive.ArchiveFormat;
import dev.hoard.export.archive.ArchiveJson;
import dev.hoard.export.archive.Kind;
import dev.hoard.platform.id.Uuids;
import dev.hoard.platform.problem.FieldProblem;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The documents of one kind as the bulk commit takes them: in a file, one a line, with their new ids. Documents that
 * cannot be read as such never become a line; lines that their owner rejects are left out from then on.
 */
final class StagedDocuments {

    /** Made by the server, so nothing an archive could set. */
    private static final List<String> ENVELOPE =
            List.of("id", "rev", "schemaVersion", "createdAt", "updatedAt", "deletedAt");

    private static final int SCHEMA_VERSION = 1;

    private final Kind kind;
    private final Path lines;
    private final Set<UUID> seen;
    private final int maxRejections;
    private final List<Rejection> rejections = new ArrayList<>();
    /** For each line, the pointer to its document in the archive's file. */
    private final List<String> pointers = new ArrayList<>();

    private final BitSet rejectedLines = new BitSet();
    private int unreadable;

    private StagedDocuments(Kind kind, Path lines, Set<UUID> seen, int maxRejections) {
        this.kind = kind;
        this.lines = lines;
        this.seen = seen;
        this.maxRejections = maxRejections;
    }

    /**
     * Reads a kind's file.
     *
     * @param seen ids of the archive so far, of all kinds; those of this kind are added
     * @param maxDocuments how many of them may come before the archive is refused
     */
    static StagedDocuments stage(
            Kind kind,
            VerifiedArchive archive,
            Renaming renaming,
            Path lines,
            Set<UUID> seen,
            ArchiveLimits limits,
            int maxDocuments)
            throws IOException {
        StagedDocuments staged = new StagedDocuments(kind, lines, seen, limits.rejections());
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(lines));
                DocumentReader documents =
                        new DocumentReader(staged.file(), kind.single(), archive.open(kind), limits.documentBytes())) {
            for (Optional<JsonNode> next = documents.next(); next.isPresent(); next = documents.next()) {
                if (staged.documents() >= maxDocuments) {
                    throw ArchiveRefusal.of(
                            "too-many-documents", "The archive holds more than " + limits.documents() + " documents.");
                }
                staged.add(next.get(), documents.pointer(), renaming, out);
            }
        }
        return staged;
    }

    Kind kind() {
        return kind;
    }

    /** All documents of the archive's file, rejected ones too. */
    int documents() {
        return pointers.size() + unreadable;
    }

    int rejected() {
        return rejectedLines.cardinality() + unreadable;
    }

    /** How many {@link #writeTo} writes. */
    int accepted() {
        return documents() - rejected();
    }

    List<Rejection> rejections() {
        return List.copyOf(rejections);
    }

    /** Writes the lines that are not rejected. */
    void writeTo(OutputStream out) throws IOException {
        if (rejectedLines.isEmpty()) {
            Files.copy(lines, out);
            return;
        }
        try (BufferedReader all = Files.newBufferedReader(lines)) {
            int number = 0;
            for (String line = all.readLine(); line != null; line = all.readLine()) {
                if (!rejectedLines.get(number++)) {
                    out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                }
            }
        }
    }

    /**
     * Notes what the owner has rejected.
     *
     * @param errors with pointers that start with the number of the line among those that were written
     */
    void reject(List<FieldProblem> errors) {
        int[] written = IntStream.range(0, pointers.size())
                .filter(line -> !rejectedLines.get(line))
                .toArray();
        for (FieldProblem error : errors) {
            LinePointer pointer = LinePointer.of(error.pointer());
            if (pointer.line() < written.length) {
                int line = written[pointer.line()];
                rejectedLines.set(line);
                note(pointers.get(line) + pointer.insideDocument(), error.code(), error.message());
            }
        }
    }

    private void add(JsonNode item, String pointer, Renaming renaming, OutputStream out) throws IOException {
        if (!(item instanceof ObjectNode document)) {
            rejectUnreadable(pointer, "wrong-type", "a document is an object");
            return;
        }
        Optional<UUID> id = Uuids.find(document.path("id").asString(""));
        if (id.isEmpty()) {
            rejectUnreadable(pointer + "/id", "wrong-id", "a document has an id, a UUID");
            return;
        }
        if (!seen.add(id.get())) {
            rejectUnreadable(pointer + "/id", "duplicate-id", "another document of the archive has the same id");
            return;
        }
        if (document.path("schemaVersion").asInt(SCHEMA_VERSION) != SCHEMA_VERSION) {
            rejectUnreadable(pointer + "/schemaVersion", "unsupported-version", "only version 1 can be read");
            return;
        }
        // There is one preferences document an account, and it has the account's id.
        UUID newId = kind == Kind.PREFERENCES ? renaming.target() : renaming.of(id.get());
        document.remove(ENVELOPE);
        renaming.apply(kind, document);
        out.write(ArchiveJson.mapper().writeValueAsBytes(line(newId, document)));
        out.write('\n');
        pointers.add(pointer);
    }

    private ObjectNode line(UUID id, ObjectNode data) {
        ObjectNode line = ArchiveJson.mapper().createObjectNode();
        line.put("resourceType", kind.resourceType());
        line.put("resourceId", id.toString());
        line.set("data", data);
        return line;
    }

    private void rejectUnreadable(String pointer, String code, String message) {
        unreadable++;
        note(pointer, code, message);
    }

    private void note(String pointer, String code, String message) {
        rejections.add(new Rejection(file(), pointer, code, message));
        if (rejections.size() > maxRejections) {
            throw ArchiveRefusal.ofFile(
                    file(),
                    "too-many-rejections",
                    "more than " + maxRejections + " rules are broken, the first at "
                            + rejections.getFirst().pointer() + ": "
                            + rejections.getFirst().message());
        }
    }

    private String file() {
        return kind.file(ArchiveFormat.JSON);
    }
}
