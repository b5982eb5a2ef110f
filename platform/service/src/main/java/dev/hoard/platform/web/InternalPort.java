package dev.hoard.platform.web;

import jakarta.servlet.http.HttpServletRequest;
import org.apache.catalina.connector.Connector;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

/** Opens the second port as a further connector of the same Tomcat, and knows which requests came through it. */
public final class InternalPort implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    private final Connector connector = new Connector(TomcatServletWebServerFactory.DEFAULT_PROTOCOL);

    InternalPort(InternalPortProperties properties) {
        connector.setPort(properties.port());
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.addAdditionalConnectors(connector);
    }

    /** The port that is really open. */
    public int number() {
        return connector.getLocalPort();
    }

    boolean received(HttpServletRequest request) {
        return request.getLocalPort() == number();
    }
}
