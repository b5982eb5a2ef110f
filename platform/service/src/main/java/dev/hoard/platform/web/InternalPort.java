package dev.hoard.platform.web;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.AbstractProtocol;
import org.apache.coyote.ProtocolHandler;
import org.springframework.boot.tomcat.TomcatProtocolHandlerCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.util.LambdaSafe;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;

/** Opens the second port as a further connector of the same Tomcat, and knows which requests came through it. */
public final class InternalPort implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, Ordered {

    private final Connector connector = new Connector(TomcatServletWebServerFactory.DEFAULT_PROTOCOL);

    InternalPort(InternalPortProperties properties) {
        connector.setPort(properties.port());
    }

    /** The last, so that it finds everything the others have set. */
    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }

    /** Boot sets up the main connector only, so this one is given the same address, threads and limits here. */
    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        InetAddress address = factory.getAddress();
        if (address != null && connector.getProtocolHandler() instanceof AbstractProtocol<?> protocol) {
            protocol.setAddress(address);
        }
        factory.getConnectorCustomizers().forEach(customizer -> customizer.customize(connector));
        customizeProtocol(factory, connector.getProtocolHandler());
        factory.addAdditionalConnectors(connector);
    }

    @SuppressWarnings("unchecked") // a customizer of another protocol is passed over, as Boot itself does
    private static void customizeProtocol(TomcatServletWebServerFactory factory, ProtocolHandler handler) {
        LambdaSafe.callbacks(TomcatProtocolHandlerCustomizer.class, factory.getProtocolHandlerCustomizers(), handler)
                .invoke(customizer -> customizer.customize(handler));
    }

    /** The port that is really open. */
    public int number() {
        return connector.getLocalPort();
    }

    /** The address it listens on, any if empty. */
    String address() {
        return connector.getProtocolHandler() instanceof AbstractProtocol<?> protocol && protocol.getAddress() != null
                ? protocol.getAddress().getHostAddress()
                : "";
    }

    boolean received(HttpServletRequest request) {
        return request.getLocalPort() == number();
    }
}
