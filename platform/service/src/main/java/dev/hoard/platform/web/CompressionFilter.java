package dev.hoard.platform.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Compresses JSON bodies over 1 KiB for clients that ask for it (SYNC-14), while they are written. An ETag stays what it
 * is: it names a revision, and no compressed body is served in ranges.
 */
final class CompressionFilter extends OncePerRequestFilter {

    private static final List<ContentCoding> OFFERED = List.of(ContentCoding.values());

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        // Caches must keep the forms apart, the plain one too.
        response.addHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        Optional<ContentCoding> coding =
                ContentCoding.negotiate(request.getHeader(HttpHeaders.ACCEPT_ENCODING), OFFERED);
        if (coding.isEmpty() || HttpMethod.HEAD.matches(request.getMethod())) {
            chain.doFilter(request, response);
            return;
        }
        CompressingResponse compressing = new CompressingResponse(response, coding.get());
        boolean done = false;
        try {
            chain.doFilter(request, compressing);
            done = true;
        } finally {
            if (done) {
                compressing.finish();
            } else {
                compressing.abandon();
            }
        }
    }
}
