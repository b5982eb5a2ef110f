package dev.hoard.platform.storage;

import java.io.IOException;

/**
 * Lets a writer note the id of its upload before the first byte. Whoever takes the writer's place aborts that id with
 * {@link ObjectStorage#abortUpload}, and from then on the writer, however late it wakes, can publish nothing.
 */
@FunctionalInterface
public interface UploadGuard {

    /** @throws IOException or any unchecked exception if the writer has lost its right: the upload is then aborted */
    void begun(String uploadId) throws IOException;
}
