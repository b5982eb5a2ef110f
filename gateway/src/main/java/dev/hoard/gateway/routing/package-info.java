/** The table of routes to the services, and what stands between a client and each of them: circuit breaker, time limit, body bound, stripped headers. */
@NullMarked
package dev.hoard.gateway.routing;

import org.jspecify.annotations.NullMarked;
