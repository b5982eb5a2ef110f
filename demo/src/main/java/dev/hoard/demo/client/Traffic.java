package dev.hoard.demo.client;

import java.util.concurrent.atomic.AtomicLong;

/** What went over the wire, counted for the report at the end. */
public final class Traffic {

    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong received = new AtomicLong();

    void request(long bytes) {
        requests.incrementAndGet();
        sent.addAndGet(bytes);
    }

    void answer(long bytes) {
        received.addAndGet(bytes);
    }

    public long requests() {
        return requests.get();
    }

    public long bytesSent() {
        return sent.get();
    }

    public long bytesReceived() {
        return received.get();
    }
}
