package dev.hoard.platform.storage;

/** The bucket has no such object. */
public final class ObjectNotFoundException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ObjectNotFoundException(String key, Throwable cause) {
        super("no object " + key, cause);
    }
}
