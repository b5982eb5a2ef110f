package dev.hoard.platform.web;

import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import org.springframework.util.unit.DataSize;

/** Reads a body into memory, up to a bound that the reader names. */
public final class BodyLimit {

    private BodyLimit() {}

    /** @throws ProblemException TOO_LARGE as soon as the body, announced or read, is larger than {@code limit} */
    public static byte[] read(HttpServletRequest request, DataSize limit) throws IOException {
        if (request.getContentLengthLong() > limit.toBytes()) {
            throw tooLarge(limit);
        }
        return read(request.getInputStream(), limit);
    }

    /** The same for a stream of any origin, such as a decompressed one. */
    public static byte[] read(InputStream body, DataSize limit) throws IOException {
        byte[] bytes = body.readNBytes(Math.toIntExact(limit.toBytes()) + 1);
        if (bytes.length > limit.toBytes()) {
            throw tooLarge(limit);
        }
        return bytes;
    }

    private static ProblemException tooLarge(DataSize limit) {
        return new ProblemException(
                Problem.of(ProblemType.TOO_LARGE, "The body is larger than " + limit.toKilobytes() + " KiB.")
                        .with("limitBytes", limit.toBytes()));
    }
}
