package dev.hoard.platform.client;

import java.net.URI;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the other services are.
 *
 * @param gateway public base URL; likewise the next four
 * @param internal base URL of each service's internal port
 */
@ConfigurationProperties(prefix = "hoard.services", ignoreUnknownFields = false)
public record ServicesProperties(
        @DefaultValue("http://127.0.0.1:8080") URI gateway,
        @DefaultValue("http://127.0.0.1:8081") URI campaign,
        @DefaultValue("http://127.0.0.1:8082") URI sync,
        @DefaultValue("http://127.0.0.1:8083") URI backup,
        @DefaultValue("http://127.0.0.1:8084") URI export,
        Map<ServiceName, URI> internal) {

    private static final Map<ServiceName, URI> LOCAL = Map.of(
            ServiceName.GATEWAY, URI.create("http://127.0.0.1:8090"),
            ServiceName.CAMPAIGN, URI.create("http://127.0.0.1:8091"),
            ServiceName.SYNC, URI.create("http://127.0.0.1:8092"),
            ServiceName.BACKUP, URI.create("http://127.0.0.1:8093"),
            ServiceName.EXPORT, URI.create("http://127.0.0.1:8094"));

    public ServicesProperties {
        internal = internal == null ? Map.of() : Map.copyOf(internal);
    }

    public URI internalOf(ServiceName service) {
        URI known = internal.get(service);
        return known != null ? known : LOCAL.getOrDefault(service, gateway);
    }
}
