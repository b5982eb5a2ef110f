package dev.hoard.platform.storage;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A bucket. An object is there whole or not at all, and carries its SHA-256 as metadata {@code sha256}, unless somebody else
 * put it there by a presigned request.
 */
public interface ObjectStorage {

    /**
     * Stores what {@code body} writes, encrypted at rest. Memory does not grow with the content: it is spooled to a
     * temporary file, since the hash must be known before the upload starts.
     *
     * @throws IOException if {@code body} or the upload fails; then there is no object and no upload is left open
     */
    StoredObject put(String key, String contentType, Map<String, String> metadata, BodyWriter body) throws IOException;

    /** The same, for a writer that another may fence off: {@code guard} learns the upload's id before its first byte. */
    StoredObject put(String key, String contentType, Map<String, String> metadata, BodyWriter body, UploadGuard guard)
            throws IOException;

    /** Ends one unfinished upload; it is no error if it is over already. */
    void abortUpload(String key, String uploadId);

    /** Ends every unfinished upload to {@code key}: whoever was writing there cannot publish any more. */
    void abortUploads(String key);

    /** @throws ObjectNotFoundException if there is no such object */
    InputStream get(String key);

    /**
     * A part of the content.
     *
     * @param offset first byte, from 0
     * @param length number of bytes, at least 1
     * @throws ObjectNotFoundException if there is no such object
     */
    InputStream get(String key, long offset, long length);

    Optional<StoredObject> find(String key);

    /** Removes the object; it is no error if there is none. */
    void delete(String key);

    /** The objects whose keys start with {@code prefix}, sorted by key. */
    List<String> list(String prefix);

    /**
     * A request by which somebody without credentials may store this content, and store it again while it is valid. The
     * signature binds content type and size. It binds the SHA-256 too, but not every server compares that header with the
     * content, so whoever relies on the object reads it first.
     */
    PresignedRequest presignPut(String key, AnnouncedContent content, Duration validity);

    /**
     * A request by which somebody without credentials may read an object.
     *
     * @param contentType the server is to name, whatever the object was stored as
     * @param disposition value of the {@code Content-Disposition} the server is to answer with
     */
    PresignedRequest presignGet(String key, String contentType, String disposition, Duration validity);
}
