package dev.hoard.export.importing;

import dev.hoard.export.archive.ArchiveJson;
import dev.hoard.platform.json.StrictJson;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/**
 * Reads the documents of one file of an archive one after the other: the elements of an array, or the single object of
 * a file that holds no more. Only one document is in memory, and none larger than the limit.
 */
final class DocumentReader implements Closeable {

    private final String file;
    private final boolean single;
    private final Allowance allowance;
    private final long maxBytes;
    private final JsonParser parser;
    private int index = -1;

    DocumentReader(String file, boolean single, InputStream json, long maxBytes) {
        this.file = file;
        this.single = single;
        this.maxBytes = maxBytes;
        this.allowance = new Allowance(json);
        allowance.grant(maxBytes);
        this.parser = ArchiveJson.mapper().createParser(allowance);
    }

    /** The next document, whatever it is; empty at the end of the file. */
    Optional<JsonNode> next() throws IOException {
        try {
            if (index < 0 && !begin()) {
                return Optional.empty();
            }
            index++;
            if (single) {
                return index == 0 ? Optional.of(parser.readValueAsTree()) : end();
            }
            allowance.grant(maxBytes);
            return parser.nextToken() == JsonToken.END_ARRAY ? end() : Optional.of(parser.readValueAsTree());
        } catch (JacksonException e) {
            if (allowance.exhausted) {
                throw ArchiveRefusal.ofFile(
                        file, "document-too-large", "document " + index + " has more than " + maxBytes + " bytes");
            }
            throw ArchiveRefusal.malformedJson(
                    file,
                    parser.streamReadContext().pathAsPointer().toString(),
                    StrictJson.problem(e).detail(),
                    e);
        }
    }

    /** Where the document just read stands in the file (RFC 6901). */
    String pointer() {
        return single ? "" : "/" + Math.max(index, 0);
    }

    int index() {
        return index;
    }

    private boolean begin() {
        JsonToken first = parser.nextToken();
        if (single && first == JsonToken.VALUE_NULL) {
            return false;
        }
        if (first != (single ? JsonToken.START_OBJECT : JsonToken.START_ARRAY)) {
            throw ArchiveRefusal.ofFile(
                    file, "wrong-type", single ? "one object or null is expected" : "an array is expected");
        }
        return true;
    }

    private Optional<JsonNode> end() {
        if (parser.nextToken() != null) {
            throw ArchiveRefusal.ofFile(file, "trailing-text", "something follows the end of the JSON");
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        parser.close();
    }

    /** Ends a document that does not end: a stream that gives no more than was granted since the last document. */
    private static final class Allowance extends FilterInputStream {

        /** The parser reads ahead by its buffer. */
        private static final int READ_AHEAD = 16 * 1024;

        private long left;
        private boolean exhausted;

        Allowance(InputStream in) {
            super(in);
        }

        void grant(long bytes) {
            left = bytes + READ_AHEAD;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] b, int off, int len) throws IOException {
            if (left <= 0) {
                exhausted = true;
                throw new IOException("the document is too large");
            }
            int read = super.read(b, off, (int) Math.min(len, left));
            left -= Math.max(read, 0);
            return read;
        }
    }
}
