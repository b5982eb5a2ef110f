package dev.hoard.gateway.web;

import dev.hoard.platform.web.InternalPortProperties;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.stereotype.Component;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** Opens the second port on the very same handler as the first; {@link PortGuard} keeps the two apart. */
@Component
final class InternalPortServer implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(InternalPortServer.class);
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(2);

    private final HttpHandler handler;
    private final InternalPort port;
    private final InternalPortProperties properties;
    private final String address;
    private volatile @Nullable DisposableServer server;

    InternalPortServer(
            HttpHandler handler,
            InternalPort port,
            InternalPortProperties properties,
            @Value("${server.address:127.0.0.1}") String address) {
        this.handler = handler;
        this.port = port;
        this.properties = properties;
        this.address = address;
    }

    @Override
    public void start() {
        DisposableServer bound = HttpServer.create()
                .host(address)
                .port(properties.port())
                .handle(new ReactorHttpHandlerAdapter(handler))
                .bindNow();
        server = bound;
        port.opened(bound.port());
        LOG.info("The internal port is {}", bound.port());
    }

    @Override
    public void stop() {
        DisposableServer bound = server;
        if (bound != null) {
            bound.disposeNow(LAST_ANSWERS);
            server = null;
        }
    }

    @Override
    public boolean isRunning() {
        return server != null;
    }
}
