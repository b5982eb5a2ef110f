package dev.hoard.localstack.infrastructure;

/** A server can neither be found nor started here; the message says what would help. */
public final class InfrastructureMissing extends RuntimeException {

    InfrastructureMissing(String message) {
        super(message);
    }

    InfrastructureMissing(String message, Throwable cause) {
        super(message, cause);
    }
}
