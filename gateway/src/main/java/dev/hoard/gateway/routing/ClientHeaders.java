package dev.hoard.gateway.routing;

import dev.hoard.gateway.web.RequestTrace;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.springframework.cloud.gateway.filter.headers.HttpHeadersFilter;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;

/**
 * What a service gets of a client's headers (AUTH-10). Everything by which somebody might tell the client's identity,
 * address or wish for another path is dropped: services know their caller from the access token alone. Hop-by-hop headers
 * are dropped by Spring Cloud Gateway.
 */
@Component
final class ClientHeaders implements HttpHeadersFilter, Ordered {

    private static final Set<String> DROPPED = Set.of(
            "cookie",
            "forwarded",
            "from",
            "proxy-connection",
            "remote-user",
            "x-client-ip",
            "x-cluster-client-ip",
            "x-http-method",
            "x-http-method-override",
            "x-method-override",
            "x-real-ip",
            "x-rewrite-url",
            "x-role",
            "x-roles",
            "x-tier",
            "true-client-ip",
            "cf-connecting-ip");

    private static final List<String> DROPPED_PREFIXES = List.of(
            "x-account",
            "x-admin",
            "x-amzn-oidc-",
            "x-auth",
            "x-forwarded",
            "x-goog-authenticated-",
            "x-goog-iap-",
            "x-hoard-",
            "x-internal-",
            "x-ms-client-principal",
            "x-original-",
            "x-principal",
            "x-remote-",
            "x-service-",
            "x-session",
            "x-ssl-client",
            "x-subject",
            "x-tenant",
            "x-user");

    @Override
    public HttpHeaders filter(HttpHeaders headers, ServerWebExchange exchange) {
        HttpHeaders kept = new HttpHeaders();
        headers.forEach((name, values) -> {
            if (!dropped(name)) {
                kept.addAll(name, values);
            }
        });
        RequestTrace.requestId(exchange).ifPresent(id -> kept.set(RequestTrace.REQUEST_ID, id));
        return kept;
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    static boolean dropped(String header) {
        String name = header.toLowerCase(Locale.ROOT);
        return DROPPED.contains(name) || DROPPED_PREFIXES.stream().anyMatch(name::startsWith);
    }
}
