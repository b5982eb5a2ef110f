package dev.hoard.gateway.routing;

import java.util.List;
import java.util.Map;
import org.springframework.cloud.gateway.config.GlobalCorsProperties;
import org.springframework.cloud.gateway.handler.FilteringWebHandler;
import org.springframework.cloud.gateway.handler.RoutePredicateHandlerMapping;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.core.env.Environment;
import org.springframework.http.server.PathContainer;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.pattern.PathPattern;
import reactor.core.publisher.Mono;

/**
 * Finds a request's route by its path alone, in one pass. Its parent asks each route's asynchronous predicate in turn,
 * which costs as much as all the rest of a small request.
 */
final class RouteLookup extends RoutePredicateHandlerMapping {

    private final List<Row> rows;
    private final Mono<Map<String, Route>> routes;

    /** @param rows in the order they are tried */
    RouteLookup(
            FilteringWebHandler handler,
            RouteLocator routes,
            GlobalCorsProperties cors,
            Environment environment,
            List<Row> rows) {
        super(handler, routes, cors, environment);
        this.rows = rows;
        this.routes = routes.getRoutes().collectMap(Route::getId).cache();
    }

    /** @param route the id of the route that a matching path takes */
    record Row(PathPattern pattern, String route) {}

    @Override
    protected Mono<Route> lookupRoute(ServerWebExchange exchange) {
        PathContainer path = exchange.getRequest().getPath().pathWithinApplication();
        for (Row row : rows) {
            if (row.pattern().matches(path)) {
                return routes.mapNotNull(known -> known.get(row.route()));
            }
        }
        return Mono.empty();
    }
}
