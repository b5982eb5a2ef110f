package dev.hoard.backup.origin;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads a stream line by line as bytes, with a bound on a line's length, so that no stream can fill the memory. */
public final class Lines {

    /** Eight times the largest document. */
    private static final int MAX_LINE = 4 * 1024 * 1024;

    private static final int CHUNK = 64 * 1024;

    private final InputStream in;
    private final byte[] chunk = new byte[CHUNK];
    private byte[] line = new byte[CHUNK];
    private int position;
    private int filled;

    public Lines(InputStream in) {
        this.in = in;
    }

    /** The next line without its end, or null after the last one; a text without a line end counts as a line. */
    public byte @Nullable [] next() throws IOException {
        int length = 0;
        while (true) {
            if (position == filled && !fill()) {
                return length == 0 ? null : Arrays.copyOf(line, length);
            }
            int end = lineEnd();
            length = append(length, end);
            position = Math.min(end + 1, filled);
            if (end < filled) {
                return Arrays.copyOf(line, length);
            }
        }
    }

    private boolean fill() throws IOException {
        position = 0;
        filled = Math.max(0, in.read(chunk));
        return filled > 0;
    }

    /** Index of the next line end in the chunk, or {@code filled} where there is none. */
    private int lineEnd() {
        int i = position;
        while (i < filled && chunk[i] != '\n') {
            i++;
        }
        return i;
    }

    private int append(int length, int end) throws IOException {
        int grown = length + end - position;
        if (grown > MAX_LINE) {
            throw new IOException("a line is longer than " + MAX_LINE + " bytes");
        }
        if (grown > line.length) {
            line = Arrays.copyOf(line, Math.max(grown, 2 * line.length));
        }
        System.arraycopy(chunk, position, line, length, end - position);
        return grown;
    }
}
