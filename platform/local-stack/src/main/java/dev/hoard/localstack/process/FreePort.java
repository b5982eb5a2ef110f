package dev.hoard.localstack.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports on the loopback address that nobody listens on. */
public final class FreePort {

    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private FreePort() {}

    /** The preferred port if it is free, else one the system chooses. */
    public static int preferring(int preferred) {
        return isFree(preferred) ? preferred : any();
    }

    public static int any() {
        try (var socket = new ServerSocket(0, 1, LOOPBACK)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("No free port on the loopback address", e);
        }
    }

    /** True if it can be bound, both on the loopback address alone and, as a server in a container would, on all. */
    public static boolean isFree(int port) {
        return canBind(new InetSocketAddress(LOOPBACK, port)) && canBind(new InetSocketAddress(port));
    }

    private static boolean canBind(InetSocketAddress address) {
        try (var socket = new ServerSocket()) {
            // As servers do: a connection still in TIME_WAIT does not make a port taken.
            socket.setReuseAddress(true);
            socket.bind(address);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
