package dev.hoard.demo.client;

import dev.hoard.demo.client.ServerSentEvents.Event;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A device's live stream. It reopens by itself from the last frame it has seen ({@code Last-Event-ID}) when the
 * connection breaks, when the server says {@code reauth} or {@code resync}, and when nothing is heard for three
 * heartbeats.
 */
final class ChangeStream implements AutoCloseable {

    private static final Duration SILENCE = Duration.ofSeconds(45);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

    private final Session session;
    private final Device device;
    private final Thread reader;
    private final Thread watchdog;
    private final CountDownLatch opened = new CountDownLatch(1);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final AtomicLong connections = new AtomicLong();
    private volatile long lastHeard = System.nanoTime();
    private volatile InputStream connection = InputStream.nullInputStream();
    private volatile boolean closed;

    ChangeStream(Session session, Device device) {
        this.session = session;
        this.device = device;
        this.reader = Thread.ofVirtual().name(device.name() + " stream").start(this::readUntilClosed);
        this.watchdog = Thread.ofVirtual().name(device.name() + " watchdog").start(this::breakSilence);
    }

    /** Returns when the server has accepted the first connection. */
    void awaitOpen(Duration deadline) {
        try {
            if (!opened.await(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new NotSeen("expected: the stream opens within %d s%ncame:     %s"
                        .formatted(deadline.toSeconds(), failure.get()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while opening the stream", e);
        }
    }

    /** How often it was opened: 1 when nothing ever broke. */
    long connections() {
        return connections.get();
    }

    private void readUntilClosed() {
        Duration pause = FIRST_PAUSE;
        while (!closed) {
            try {
                read();
                pause = FIRST_PAUSE;
            } catch (IOException | RuntimeException e) {
                if (closed) {
                    return;
                }
                failure.set(e);
                if (e instanceof ProtocolViolation violation) {
                    device.fail(violation);
                    return;
                }
                if (!slept(pause)) {
                    return;
                }
                pause = Patience.longer(pause);
            }
        }
    }

    /** @return false if closing has interrupted it */
    private static boolean slept(Duration pause) {
        try {
            Thread.sleep(pause);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    /** One connection, from its opening to its end. */
    private void read() throws IOException {
        String token = session.accessToken();
        HttpResponse<InputStream> response = session.api().open(call().as(token));
        if (response.statusCode() == 401) {
            response.body().close();
            session.renew(token);
            return;
        }
        if (response.statusCode() == 410) {
            response.body().close();
            device.pull();
            return;
        }
        if (response.statusCode() != 200) {
            byte[] body = response.body().readAllBytes();
            throw new UnexpectedAnswer("200", new Answer(call(), response.statusCode(), response.headers(), body));
        }
        connection = response.body();
        connections.incrementAndGet();
        try (var events = new ServerSentEvents(response.body())) {
            lastHeard = System.nanoTime();
            opened.countDown();
            while (!closed) {
                Event event = events.next().orElseThrow(() -> new IOException("The stream ended"));
                lastHeard = System.nanoTime();
                if (!handle(event, token)) {
                    return;
                }
            }
        }
    }

    /** @return false if the connection is to be opened anew */
    private boolean handle(Event event, String token) {
        return switch (event.name()) {
            case "changes" -> {
                Frame frame = Frame.from(Json.read(event.data().getBytes(StandardCharsets.UTF_8)));
                yield device.take(frame);
            }
            case "resync" -> {
                device.pull();
                yield false;
            }
            case "reauth" -> {
                session.renew(token);
                yield false;
            }
            default -> true;
        };
    }

    private Call call() {
        return device.replica()
                .cursor()
                .map(cursor ->
                        Call.get("/api/v1/sync/stream?since=" + encoded(cursor)).with("Last-Event-ID", cursor))
                .orElseGet(() -> Call.get("/api/v1/sync/stream"))
                .with("Accept", "text/event-stream");
    }

    private void breakSilence() {
        while (!closed) {
            try {
                Thread.sleep(Duration.ofSeconds(1));
                if (System.nanoTime() - lastHeard > SILENCE.toNanos()) {
                    lastHeard = System.nanoTime();
                    connection.close();
                }
            } catch (InterruptedException | IOException e) {
                // Closing interrupts this thread; a connection that cannot be closed is gone already.
                lastHeard = System.nanoTime();
            }
        }
    }

    static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        closed = true;
        reader.interrupt();
        watchdog.interrupt();
        try {
            connection.close();
        } catch (IOException e) {
            failure.set(e);
        }
    }
}
