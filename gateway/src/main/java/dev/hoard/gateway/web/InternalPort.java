package dev.hoard.gateway.web;

import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;

/** Knows which requests came through the second port. */
@Component
public final class InternalPort {

    private volatile int number = -1;

    /** The port that is really open; -1 before it is. */
    public int number() {
        return number;
    }

    void opened(int port) {
        number = port;
    }

    public boolean received(ServerHttpRequest request) {
        var local = request.getLocalAddress();
        return local != null && local.getPort() == number;
    }
}
