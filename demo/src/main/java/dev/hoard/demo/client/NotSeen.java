package dev.hoard.demo.client;

/** A device did not come to hold in time what it should. */
public final class NotSeen extends RuntimeException {

    NotSeen(String message) {
        super(message);
    }
}
