package dev.hoard.export.importing;

import dev.hoard.export.archive.ArchiveFormat;
import dev.hoard.export.archive.ArchiveJson;
import dev.hoard.export.archive.Kind;
import dev.hoard.export.archive.Manifest;
import dev.hoard.export.archive.UnreadableManifestException;
import dev.hoard.platform.json.StrictJson;
import dev.hoard.platform.problem.ProblemException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * An archive from outside of which everything is known to be true before any of it is used: it is a zip within our
 * bounds, it holds exactly the files that its manifest names, and each has the hash that stands there.
 */
final class VerifiedArchive implements Closeable {

    private static final int MAX_MANIFEST_BYTES = 1024 * 1024;
    /** Small files compress beyond any ratio without doing harm. */
    private static final long RATIO_APPLIES_FROM = 1024L * 1024;

    private final ZipFile zip;
    private final Map<String, ZipEntry> entries;
    private final Manifest manifest;

    private VerifiedArchive(ZipFile zip, Map<String, ZipEntry> entries, Manifest manifest) {
        this.zip = zip;
        this.entries = entries;
        this.manifest = manifest;
    }

    /** @throws ProblemException ARCHIVE_REJECTED, or MALFORMED_JSON for the manifest, with the reason */
    static VerifiedArchive open(Path file, ArchiveLimits limits) throws IOException {
        ZipEnd.find(file).requireAtMost(limits.entries());
        ZipFile zip = openZip(file);
        try {
            Map<String, ZipEntry> entries = entries(zip);
            Manifest manifest = manifest(zip, entries);
            requireSameFiles(entries, manifest);
            verify(zip, entries, manifest, limits);
            return new VerifiedArchive(zip, entries, manifest);
        } catch (ZipException e) {
            zip.close();
            throw ArchiveRefusal.of("broken-zip", "The zip is damaged: a file in it cannot be unpacked.", e);
        } catch (IOException | RuntimeException e) {
            zip.close();
            throw e;
        }
    }

    Manifest manifest() {
        return manifest;
    }

    /** The JSON of a kind, which an archive of an older or smaller account need not have. */
    InputStream open(Kind kind) throws IOException {
        ZipEntry entry = entries.get(kind.file(ArchiveFormat.JSON));
        return entry == null ? InputStream.nullInputStream() : zip.getInputStream(entry);
    }

    boolean has(Kind kind) {
        return entries.containsKey(kind.file(ArchiveFormat.JSON));
    }

    /** The files that are in order but are no campaign data, so nothing is imported from them. */
    List<String> ignoredFiles() {
        List<String> imported = Kind.campaign().stream()
                .map(kind -> kind.file(ArchiveFormat.JSON))
                .toList();
        return manifest.files().keySet().stream()
                .filter(name -> !imported.contains(name))
                .toList();
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    private static ZipFile openZip(Path file) throws IOException {
        try {
            return new ZipFile(file.toFile());
        } catch (ZipException e) {
            throw ArchiveRefusal.of("broken-zip", "The zip is damaged: its table of contents cannot be read.", e);
        }
    }

    private static Map<String, ZipEntry> entries(ZipFile zip) {
        Map<String, ZipEntry> entries = new LinkedHashMap<>();
        for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
            ZipEntry entry = all.nextElement();
            String name = entry.getName();
            if (entry.isDirectory() || name.contains("/") || name.contains("\\") || name.startsWith("..")) {
                throw ArchiveRefusal.of("nested-path", "The zip holds a path, but may hold plain files only.");
            }
            if (entries.put(name, entry) != null) {
                throw ArchiveRefusal.ofFile(name, "duplicate-file", "this file is in the zip twice");
            }
        }
        return entries;
    }

    private static Manifest manifest(ZipFile zip, Map<String, ZipEntry> entries) throws IOException {
        ZipEntry entry = entries.get(Manifest.FILE_NAME);
        if (entry == null) {
            throw ArchiveRefusal.of("no-manifest", "The zip holds no " + Manifest.FILE_NAME + ", so it is no export.");
        }
        byte[] bytes;
        try (InputStream in = zip.getInputStream(entry)) {
            bytes = in.readNBytes(MAX_MANIFEST_BYTES + 1);
        }
        if (bytes.length > MAX_MANIFEST_BYTES) {
            throw ArchiveRefusal.ofFile(Manifest.FILE_NAME, "too-large", "a manifest has at most 1 MiB");
        }
        Manifest manifest = parse(bytes);
        if (manifest.contents() != ArchiveFormat.JSON) {
            throw ArchiveRefusal.ofFile(
                    Manifest.FILE_NAME, "csv-archive", "a CSV export cannot be imported, only a JSON export can");
        }
        return manifest;
    }

    private static Manifest parse(byte[] bytes) {
        try {
            JsonNode json = ArchiveJson.mapper().readTree(bytes);
            return Manifest.of(json);
        } catch (JacksonException e) {
            throw ArchiveRefusal.malformedJson(
                    Manifest.FILE_NAME, "", StrictJson.problem(e).detail(), e);
        } catch (UnreadableManifestException e) {
            throw ArchiveRefusal.ofFile(Manifest.FILE_NAME, e.code(), String.valueOf(e.getMessage()));
        }
    }

    private static void requireSameFiles(Map<String, ZipEntry> entries, Manifest manifest) {
        for (String name : entries.keySet()) {
            if (!name.equals(Manifest.FILE_NAME) && !manifest.files().containsKey(name)) {
                throw ArchiveRefusal.ofFile(name, "unexpected-file", "the manifest does not name this file");
            }
        }
        for (String name : manifest.files().keySet()) {
            if (!entries.containsKey(name)) {
                throw ArchiveRefusal.ofFile(name, "missing-file", "the manifest names this file, the zip lacks it");
            }
        }
    }

    private static void verify(ZipFile zip, Map<String, ZipEntry> entries, Manifest manifest, ArchiveLimits limits)
            throws IOException {
        long total = 0;
        for (Map.Entry<String, Manifest.FileEntry> file : manifest.files().entrySet()) {
            ZipEntry entry = Objects.requireNonNull(entries.get(file.getKey()));
            total += verify(zip, entry, file.getValue(), limits, limits.bytes() - total);
        }
    }

    /** @return the unpacked size */
    private static long verify(
            ZipFile zip, ZipEntry entry, Manifest.FileEntry expected, ArchiveLimits limits, long bytesLeft)
            throws IOException {
        MessageDigest digest = Sha256.digest();
        long size = 0;
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] buffer = new byte[64 * 1024];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                size += read;
                if (size > bytesLeft) {
                    throw ArchiveRefusal.ofFile(
                            entry.getName(), "too-large", "the zip unpacks to more than " + limits.bytes() + " bytes");
                }
                if (size > RATIO_APPLIES_FROM && size / limits.ratio() > entry.getCompressedSize()) {
                    throw ArchiveRefusal.ofFile(
                            entry.getName(), "zip-bomb", "it is packed more than " + limits.ratio() + " times");
                }
                digest.update(buffer, 0, read);
            }
        }
        if (!HexFormat.of().formatHex(digest.digest()).equals(expected.sha256())) {
            throw ArchiveRefusal.ofFile(
                    entry.getName(), "hash-mismatch", "the file is not the one that was exported: its SHA-256 differs");
        }
        return size;
    }
}
