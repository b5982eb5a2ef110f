package dev.hoard.platform.web;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/** Holds the first KiB of a body back; when more comes, and it is of a kind that gets smaller, encodes it all. */
final class CompressingResponse extends HttpServletResponseWrapper {

    private static final int THRESHOLD = 1024;
    private static final Set<String> COMPRESSIBLE =
            Set.of("application/json", "application/problem+json", "application/x-ndjson", "text/csv");

    private final ContentCoding coding;
    private final byte[] held = new byte[THRESHOLD];
    private int heldLength;
    private long announced = -1;
    private boolean encoding;
    private @Nullable OutputStream target;
    private @Nullable ServletOutputStream body;
    private Sink sink = new Sink(OutputStream.nullOutputStream());

    CompressingResponse(HttpServletResponse response, ContentCoding coding) {
        super(response);
        this.coding = coding;
    }

    @Override
    public ServletOutputStream getOutputStream() {
        if (body == null) {
            body = new Body();
        }
        return body;
    }

    @Override
    public void setContentLength(int length) {
        setContentLengthLong(length);
    }

    /** Is known to be true only of the plain body. */
    @Override
    public void setContentLengthLong(long length) {
        announced = length;
    }

    @Override
    public void setHeader(String name, @Nullable String value) {
        if (value != null && name.equalsIgnoreCase(HttpHeaders.CONTENT_LENGTH)) {
            setContentLengthLong(Long.parseLong(value));
            return;
        }
        super.setHeader(name, value);
    }

    @Override
    public void addHeader(String name, @Nullable String value) {
        if (value != null && name.equalsIgnoreCase(HttpHeaders.CONTENT_LENGTH)) {
            setContentLengthLong(Long.parseLong(value));
            return;
        }
        super.addHeader(name, value);
    }

    /** What is held back may become shorter, so a flush is only passed on for bodies that stay as they are. */
    @Override
    public void flushBuffer() throws IOException {
        if (isCompressible()) {
            return;
        }
        begin();
        super.flushBuffer();
    }

    @Override
    public void resetBuffer() {
        if (encoding) {
            super.setHeader(HttpHeaders.CONTENT_ENCODING, null);
        }
        abandon();
        super.resetBuffer();
        heldLength = 0;
        announced = -1;
        target = null;
    }

    @Override
    public void reset() {
        super.reset();
        resetBuffer();
    }

    /** The body is complete. */
    void finish() throws IOException {
        if (target == null && heldLength > 0) {
            beginPlain();
        } else if (target == null && announced >= 0) {
            super.setContentLengthLong(announced);
        }
        if (encoding && target != null) {
            target.close();
            encoding = false;
        }
    }

    /** The body will never be complete; what its coding holds is freed, and its end goes nowhere. */
    void abandon() {
        if (encoding && target != null) {
            encoding = false;
            sink.cut();
            try {
                target.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private OutputStream begin() throws IOException {
        if (target != null) {
            return target;
        }
        return isCompressible() ? beginEncoded() : beginPlain();
    }

    private OutputStream beginPlain() throws IOException {
        if (announced >= 0) {
            super.setContentLengthLong(announced);
        }
        OutputStream plain = super.getOutputStream();
        plain.write(held, 0, heldLength);
        target = plain;
        return plain;
    }

    private OutputStream beginEncoded() throws IOException {
        setHeader(HttpHeaders.CONTENT_ENCODING, coding.token());
        sink = new Sink(super.getOutputStream());
        OutputStream encoded = coding.encode(sink);
        encoding = true;
        target = encoded;
        encoded.write(held, 0, heldLength);
        return encoded;
    }

    private boolean isCompressible() {
        String type = getContentType();
        if (type == null || getHeader(HttpHeaders.ACCEPT_RANGES) != null || isEncodedAlready()) {
            return false;
        }
        MediaType parsed = MediaType.parseMediaType(type);
        return COMPRESSIBLE.contains(parsed.getType() + "/" + parsed.getSubtype());
    }

    private boolean isEncodedAlready() {
        return !encoding && getHeader(HttpHeaders.CONTENT_ENCODING) != null;
    }

    /** Where encoded bytes go, until the body is abandoned: an end must not be written that says it is complete. */
    private static final class Sink extends FilterOutputStream {

        private boolean isCut;

        Sink(OutputStream out) {
            super(out);
        }

        void cut() {
            isCut = true;
        }

        @Override
        public void write(int b) throws IOException {
            if (!isCut) {
                out.write(b);
            }
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (!isCut) {
                out.write(bytes, offset, length);
            }
        }

        @Override
        public void flush() {
            // The container sends what it has when it likes to.
        }

        @Override
        public void close() {
            // The container closes what is its own.
        }
    }

    private final class Body extends ServletOutputStream {

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (target == null && heldLength + length <= THRESHOLD) {
                System.arraycopy(bytes, offset, held, heldLength, length);
                heldLength += length;
                return;
            }
            begin().write(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            flushBuffer();
        }

        @Override
        public void close() throws IOException {
            finish();
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new UnsupportedOperationException("a body that may be compressed is written by blocking calls");
        }
    }
}
