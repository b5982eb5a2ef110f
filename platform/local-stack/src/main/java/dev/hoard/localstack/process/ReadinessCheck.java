package dev.hoard.localstack.process;

/** A real handshake with a server. An exception counts as a no. */
@FunctionalInterface
public interface ReadinessCheck {

    boolean isReady() throws Exception;
}
