package dev.hoard.sync.change;

/** What came is not the changes of an account as the contract between the services describes them. */
public final class MalformedChanges extends RuntimeException {

    public MalformedChanges(String message) {
        super(message);
    }

    MalformedChanges(String message, Throwable cause) {
        super(message, cause);
    }
}
