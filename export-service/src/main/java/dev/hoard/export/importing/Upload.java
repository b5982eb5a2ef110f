package dev.hoard.export.importing;

import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * A file that a client sent, on our disk.
 *
 * @param sha256 of the file, in lower-case hex
 */
record Upload(Path path, long size, String sha256) {

    private static final int BUFFER = 64 * 1024;

    /** @throws ProblemException TOO_LARGE as soon as more than {@code limit} bytes have come */
    static Upload receive(InputStream body, Path path, long limit) throws IOException {
        MessageDigest digest = Sha256.digest();
        long size = 0;
        try (OutputStream file = Files.newOutputStream(path)) {
            byte[] buffer = new byte[BUFFER];
            for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                size += read;
                if (size > limit) {
                    throw new ProblemException(
                            Problem.of(ProblemType.TOO_LARGE, "The file is larger than " + limit + " bytes.")
                                    .with("limitBytes", limit));
                }
                file.write(buffer, 0, read);
                digest.update(buffer, 0, read);
            }
        }
        return new Upload(path, size, HexFormat.of().formatHex(digest.digest()));
    }
}
