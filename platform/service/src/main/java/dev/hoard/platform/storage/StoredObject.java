package dev.hoard.platform.storage;

import java.util.Map;

/**
 * An object that is complete.
 *
 * @param size bytes
 * @param sha256 of the content, lower-case hex
 */
public record StoredObject(String key, long size, String sha256, Map<String, String> metadata) {

    public StoredObject {
        metadata = Map.copyOf(metadata);
    }
}
