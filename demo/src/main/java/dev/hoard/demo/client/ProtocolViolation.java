package dev.hoard.demo.client;

/** The suite answered something the protocol does not allow. */
public final class ProtocolViolation extends RuntimeException {

    public ProtocolViolation(String message) {
        super(message);
    }
}
