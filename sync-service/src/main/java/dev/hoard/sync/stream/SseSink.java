package dev.hoard.sync.stream;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frames as server-sent events. The id of an event is the cursor from which {@code Last-Event-ID} resumes.
 *
 * <p>The container uses an answer's objects again for another request as soon as it has ended this one, which it does by
 * itself when the client goes. A stream that wrote or ended then would do it to somebody else's answer. So nothing is
 * touched once the container has said that it ends, and it is kept waiting for what is being written.
 */
final class SseSink implements FrameSink {

    private static final byte[] CHANGES_DATA = ascii("\nevent: changes\ndata: ");
    private static final byte[] ID = ascii("id: ");
    private static final byte[] END = ascii("\n\n");

    private static final Logger LOG = LoggerFactory.getLogger(SseSink.class);

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable AsyncContext async;
    private boolean ended;

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
        async.addListener(new End());
    }

    @Override
    public void send(Frame frame) throws IOException {
        touch(() -> write(frame));
    }

    @Override
    public void flush() throws IOException {
        touch(response::flushBuffer);
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (async != null && !ended) {
                ended = true;
                async.complete();
            }
        } catch (IllegalStateException e) {
            LOG.debug("The container has ended the answer itself, because its client has gone");
        } finally {
            lock.unlock();
        }
    }

    private void write(Frame frame) throws IOException {
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

    private void touch(Touch touch) throws IOException {
        lock.lock();
        try {
            if (ended) {
                throw new IOException("The answer has ended");
            }
            touch.run();
        } finally {
            lock.unlock();
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

    @FunctionalInterface
    private interface Touch {
        void run() throws IOException;
    }

    /** Told by the container, before it uses the objects of the answer again. */
    private final class End implements AsyncListener {

        @Override
        public void onComplete(AsyncEvent event) {
            end();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            end();
        }

        @Override
        public void onError(AsyncEvent event) {
            end();
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // It is started once.
        }

        private void end() {
            lock.lock();
            try {
                ended = true;
            } finally {
                lock.unlock();
            }
        }
    }
}
