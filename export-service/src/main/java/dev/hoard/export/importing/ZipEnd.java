package dev.hoard.export.importing;

import dev.hoard.platform.problem.ProblemException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * The end of a zip's table of contents (APPNOTE 4.3.16), read before anything else: opening a zip loads that table whole,
 * so its size is checked first.
 *
 * @param entries files in the zip; 65535 stands for that many or more
 * @param tableBytes size of the table
 */
record ZipEnd(int entries, long tableBytes) {

    private static final int SIGNATURE = 0x06054b50;
    private static final int LENGTH = 22;
    private static final int MAX_COMMENT = 0xFFFF;
    private static final long MAX_TABLE_BYTES = 1024L * 1024;

    /** @throws ProblemException ARCHIVE_REJECTED for a file that does not end like a zip */
    static ZipEnd find(Path file) throws IOException {
        ByteBuffer tail = tail(file);
        for (int at = tail.capacity() - LENGTH; at >= 0; at--) {
            if (tail.getInt(at) == SIGNATURE) {
                return at(tail, at);
            }
        }
        throw noZip();
    }

    /** Nothing but its own comment may follow the end, or another reader could find another one. */
    private static ZipEnd at(ByteBuffer tail, int at) {
        int comment = Short.toUnsignedInt(tail.getShort(at + 20));
        if (at + LENGTH + comment != tail.capacity()) {
            throw noZip();
        }
        return new ZipEnd(Short.toUnsignedInt(tail.getShort(at + 10)), Integer.toUnsignedLong(tail.getInt(at + 12)));
    }

    private static ByteBuffer tail(Path file) throws IOException {
        try (RandomAccessFile zip = new RandomAccessFile(file.toFile(), "r")) {
            byte[] tail = new byte[(int) Math.min(zip.length(), LENGTH + MAX_COMMENT)];
            zip.seek(zip.length() - tail.length);
            zip.readFully(tail);
            return ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN);
        }
    }

    private static ProblemException noZip() {
        return ArchiveRefusal.of("not-a-zip", "The file is no zip, or not all of it has come.");
    }

    void requireAtMost(int maxEntries) {
        if (entries > maxEntries || tableBytes > MAX_TABLE_BYTES) {
            throw ArchiveRefusal.of("too-many-files", "The zip holds more than " + maxEntries + " files.");
        }
    }
}
