package dev.hoard.platform.web;

import com.github.luben.zstd.ZstdIOException;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.util.unit.DataSize;

/** Bodies as they are parsed: whole, bounded, decompressed. */
public final class RawBody {

    private RawBody() {}

    /**
     * The body as the client meant it.
     *
     * @param limit of the decompressed body, so that a small bomb stays small
     * @throws ProblemException TOO_LARGE, UNSUPPORTED_MEDIA_TYPE for an unknown encoding, BAD_REQUEST for a broken one
     */
    public static byte[] read(HttpServletRequest request, DataSize limit) throws IOException {
        try {
            try (InputStream decoded = decoded(request)) {
                return decoded == null ? BodyLimit.read(request, limit) : BodyLimit.read(decoded, limit);
            }
        } catch (ZipException | ZstdIOException | EOFException e) {
            throw new ProblemException(
                    ProblemException.of(ProblemType.BAD_REQUEST, "The body is not what its Content-Encoding says.")
                            .problem(),
                    e);
        }
    }

    /** Null for a body that is not encoded. */
    private static @Nullable InputStream decoded(HttpServletRequest request) throws IOException {
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (encoding == null || encoding.equalsIgnoreCase("identity")) {
            return null;
        }
        ContentCoding coding = ContentCoding.find(encoding)
                .orElseThrow(() -> ProblemException.of(
                        ProblemType.UNSUPPORTED_MEDIA_TYPE, "Bodies may be encoded with gzip or zstd."));
        return coding.decode(request.getInputStream());
    }
}
