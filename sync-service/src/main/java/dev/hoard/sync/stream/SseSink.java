package dev.hoard.sync.stream;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Frames as server-sent events. The id of an event is the cursor from which {@code Last-Event-ID} resumes. */
final class SseSink implements FrameSink {

    private static final byte[] CHANGES_DATA = ascii("\nevent: changes\ndata: ");
    private static final byte[] ID = ascii("id: ");
    private static final byte[] END = ascii("\n\n");

    private static final Logger LOG = LoggerFactory.getLogger(SseSink.class);

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private @Nullable AsyncContext async;

    SseSink(HttpServletRequest request, HttpServletResponse response) {
        this.request = request;
        this.response = response;
    }

    @Override
    public void open() throws IOException {
        response.setContentType("text/event-stream;charset=UTF-8");
        response.setHeader("Cache-Control", "no-store");
        // Asks proxies that collect answers to pass this one on as it comes.
        response.setHeader("X-Accel-Buffering", "no");
        out().write(ascii("retry: 1000\n\n"));
        // The head is with the client before the request's thread leaves, which would still touch it.
        response.flushBuffer();
        async = request.startAsync(request, response);
        async.setTimeout(0);
    }

    @Override
    public void send(Frame frame) throws IOException {
        switch (frame) {
            case Frame.Changes changes -> {
                out().write(ID);
                out().write(ascii(changes.page().cursor()));
                out().write(CHANGES_DATA);
                out().write(changes.page().json());
                out().write(END);
            }
            case Frame.Heartbeat beat ->
                out().write(ascii("id: " + beat.cursor() + "\nevent: heartbeat\ndata: {\"head\":" + beat.head()
                        + ",\"expiresAt\":\"" + beat.expiresAt() + "\"}\n\n"));
            case Frame.Resync resync ->
                out().write(ascii("event: resync\ndata: {\"reason\":\"" + name(resync.reason()) + "\"}\n\n"));
            case Frame.Reauth _ -> out().write(ascii("event: reauth\ndata: {}\n\n"));
        }
    }

    @Override
    public void flush() throws IOException {
        response.flushBuffer();
    }

    @Override
    public void close() {
        if (async == null) {
            return;
        }
        try {
            async.complete();
        } catch (IllegalStateException e) {
            LOG.debug("The container has ended the answer itself, because its client has gone");
        }
    }

    private OutputStream out() throws IOException {
        return response.getOutputStream();
    }

    private static String name(Frame.Reason reason) {
        return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
