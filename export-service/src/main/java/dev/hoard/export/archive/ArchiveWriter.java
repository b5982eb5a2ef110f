package dev.hoard.export.archive;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Writes an archive front to back in constant memory. The stream it writes to stays open. */
final class ArchiveWriter {

    private final ZipOutputStream zip;
    private final ArchiveFormat format;
    private final Instant createdAt;
    private final Set<Kind> missing = EnumSet.allOf(Kind.class);
    private final Map<String, Manifest.FileEntry> files = new LinkedHashMap<>();
    private @Nullable OpenFile current;

    /** A file whose entry stands open in the zip. */
    private record OpenFile(Kind kind, CountedBytes bytes, RecordFile records) {}

    ArchiveWriter(OutputStream out, ArchiveFormat format, Instant createdAt) {
        this.zip = new ZipOutputStream(out);
        this.format = format;
        this.createdAt = createdAt;
    }

    /** Writes a whole kind. */
    void add(Kind kind, Collection<ObjectNode> records) throws IOException {
        open(kind, records);
        for (ObjectNode item : records) {
            write(item);
        }
    }

    /** Writes one document of campaign data; documents of a kind must follow each other. */
    void add(Kind kind, ObjectNode document) throws IOException {
        if (current == null || current.kind() != kind) {
            open(kind, List.of());
        }
        write(document);
    }

    /** Adds an empty file for each kind that did not come, and the manifest. */
    Manifest finish(UUID account, long epoch, long sequence) throws IOException {
        for (Kind kind : EnumSet.copyOf(missing)) {
            open(kind, List.of());
        }
        finishCurrent();
        Manifest manifest = new Manifest(format, createdAt, account, epoch, sequence, files);
        zip.putNextEntry(entry(Manifest.FILE_NAME));
        zip.write(manifest.toJson());
        zip.closeEntry();
        zip.finish();
        return manifest;
    }

    private void open(Kind kind, Collection<ObjectNode> records) throws IOException {
        finishCurrent();
        if (!missing.remove(kind)) {
            throw new IOException(kind + " came twice: the source is not sorted");
        }
        zip.putNextEntry(entry(kind.file(format)));
        CountedBytes bytes = new CountedBytes(zip);
        RecordFile file = switch (format) {
            case JSON -> new JsonFile(bytes, kind.single());
            case CSV -> new CsvFile(bytes, CsvColumns.of(kind, records));
        };
        current = new OpenFile(kind, bytes, file);
    }

    private void write(ObjectNode item) throws IOException {
        OpenFile file = current;
        if (file == null) {
            throw new IllegalStateException("no file is open");
        }
        file.records().add(item);
        file.bytes().records++;
    }

    private void finishCurrent() throws IOException {
        OpenFile file = current;
        if (file == null) {
            return;
        }
        file.records().finish();
        zip.closeEntry();
        files.put(file.kind().file(format), file.bytes().entry());
        current = null;
    }

    private ZipEntry entry(String name) {
        ZipEntry entry = new ZipEntry(name);
        // Zip knows no time zones; ours is UTC wherever we run.
        entry.setTimeLocal(LocalDateTime.ofInstant(createdAt, ZoneOffset.UTC));
        return entry;
    }

    /** Counts and hashes what passes. */
    private static final class CountedBytes extends FilterOutputStream {

        private final MessageDigest sha256 = sha256();
        private long bytes;
        private long records;

        CountedBytes(OutputStream out) {
            super(out);
        }

        Manifest.FileEntry entry() {
            return new Manifest.FileEntry(records, bytes, HexFormat.of().formatHex(sha256.digest()));
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] b, int off, int len) throws IOException {
            out.write(b, off, len);
            sha256.update(b, off, len);
            bytes += len;
        }

        private static MessageDigest sha256() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-256", e);
            }
        }
    }
}
