package dev.hoard.platform.job;

/** The job cannot succeed however often it is tried; the message is for the account's owner. */
public final class JobFailedException extends Exception {

    private static final long serialVersionUID = 1L;

    public JobFailedException(String message) {
        super(message);
    }

    public JobFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
