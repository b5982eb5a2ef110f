package dev.hoard.platform.web;

import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemType;
import dev.hoard.platform.security.ServiceTokens;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Keeps the two ports apart: the public one shows neither {@code /internal} nor the actuator, the internal one shows
 * nothing else and asks for a service token on {@code /internal/**}.
 */
final class PortGuard extends OncePerRequestFilter {

    private static final String ADMITTED = PortGuard.class.getName() + ".admitted";
    private static final String BEARER = "Bearer ";
    private static final Set<String> OPEN_ON_BOTH = Set.of("/actuator/health/readiness", "/actuator/health/liveness");

    private final InternalPort internalPort;
    private final ServiceTokens serviceTokens;
    private final ProblemWriter problems;

    PortGuard(InternalPort internalPort, ServiceTokens serviceTokens, ProblemWriter problems) {
        this.internalPort = internalPort;
        this.serviceTokens = serviceTokens;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        // As the container has decoded it, so that no spelling of a path passes for another.
        String path = request.getServletPath() + Objects.requireNonNullElse(request.getPathInfo(), "");
        boolean internal = path.startsWith("/internal/");
        boolean hidden = internal || path.startsWith("/actuator");
        if (!OPEN_ON_BOTH.contains(path) && hidden != internalPort.received(request)) {
            problems.write(Problem.of(ProblemType.NOT_FOUND, "There is no such path."), request, response);
            return;
        }
        if (internal && !fromService(request)) {
            problems.write(Problem.of(ProblemType.UNAUTHENTICATED, "A service token is needed."), request, response);
            return;
        }
        if (hidden) {
            request.setAttribute(ADMITTED, true);
        }
        chain.doFilter(request, response);
    }

    /** Whether this guard let the request through to what the public does not see; security asks no more of it. */
    static boolean admitted(HttpServletRequest request) {
        return request.getAttribute(ADMITTED) != null;
    }

    private boolean fromService(HttpServletRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        return header != null
                && header.startsWith(BEARER)
                && serviceTokens.verify(header.substring(BEARER.length())).isPresent();
    }
}
