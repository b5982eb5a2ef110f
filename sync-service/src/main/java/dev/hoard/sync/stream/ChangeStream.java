package dev.hoard.sync.stream;

import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import dev.hoard.platform.security.Caller;
import dev.hoard.sync.change.ChangeRange;
import dev.hoard.sync.feed.FeedReader;
import dev.hoard.sync.feed.PageRequest;
import dev.hoard.sync.live.LiveRange;
import dev.hoard.sync.page.Cursor;
import dev.hoard.sync.page.Page;
import dev.hoard.sync.page.RenderedPage;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * One stream: catches up from the feed, goes live, and catches up again whenever a range does not follow what was sent,
 * and at each heartbeat. Each frame begins where the last one ended.
 */
final class ChangeStream {

    private final Caller caller;
    private final PageRequest request;
    private final Backlog backlog;
    private final FeedReader reader;
    private final FrameSink sink;
    private final StreamProperties properties;
    private final Clock clock;

    private Cursor sent;
    private long head;
    private Instant nextHeartbeat;

    ChangeStream(
            Caller caller,
            PageRequest request,
            Backlog backlog,
            FeedReader reader,
            FrameSink sink,
            StreamProperties properties,
            Clock clock) {
        this.caller = caller;
        this.request = request;
        this.backlog = backlog;
        this.reader = reader;
        this.sink = sink;
        this.properties = properties;
        this.clock = clock;
        this.sent = new Cursor(0, 0, request.types());
        this.nextHeartbeat = clock.instant().plus(properties.heartbeat());
    }

    /**
     * Reads the first page; the answer has not begun then, so a failure can still be told as a problem.
     *
     * @throws ProblemException as {@link FeedReader#read} does
     */
    Page begin() {
        return reader.read(caller.account(), request);
    }

    /**
     * Runs until the stream ends.
     *
     * @throws IOException when the client has gone
     */
    void run(Page first) throws IOException, InterruptedException {
        sink.open();
        sent = new Cursor(first.epoch(), first.from(), request.types());
        send(first);
        try {
            while (catchUp() ? follow() : pause()) {
                // Each round ends with a gap, a heartbeat, or the stream's end.
            }
        } catch (ProblemException e) {
            end(e);
        }
        sink.flush();
    }

    /** Sends what the feed and its owner have; answers whether that is everything, and the stream is live. */
    private boolean catchUp() throws IOException {
        backlog.beginCatchUp();
        boolean moved;
        do {
            Cursor before = sent;
            Page page = readOn();
            send(page);
            moved = !sent.equals(before);
            if (!page.hasMore() && backlog.goLive(sent.epoch(), sent.seq())) {
                sink.flush();
                return true;
            }
        } while (moved);
        sink.flush();
        return false;
    }

    private Page readOn() {
        return reader.read(caller.account(), request.after(sent).hoping(backlog.headIn(sent.epoch())));
    }

    private void send(Page page) throws IOException {
        head = Math.max(head, page.head());
        if (page.to() > sent.seq()) {
            send(page.rendered());
        }
        sent = page.cursor();
    }

    private void send(RenderedPage page) throws IOException {
        sink.send(new Frame.Changes(page));
    }

    /** Sends what happens, until a gap or a heartbeat (true: catch up), or the end. */
    private boolean follow() throws IOException, InterruptedException {
        while (!isTokenOver()) {
            switch (backlog.next(untilNextDuty())) {
                case Backlog.Happened happened -> {
                    ChangeRange range = happened.range().range();
                    if (hasBegunAnew(range)) {
                        return end(new Frame.Resync(Frame.Reason.LOST_PLACE));
                    }
                    if (range.from() > sent.seq()) {
                        return true;
                    }
                    send(happened.range());
                    if (happened.last()) {
                        sink.flush();
                    }
                }
                case Backlog.Silence _ -> {
                    if (!clock.instant().isBefore(nextHeartbeat)) {
                        beat();
                        return true;
                    }
                }
                case Backlog.Overflowed _ -> {
                    return end(new Frame.Resync(Frame.Reason.TOO_SLOW));
                }
                case Backlog.Closed _ -> {
                    return false;
                }
            }
        }
        return end(new Frame.Reauth());
    }

    private boolean hasBegunAnew(ChangeRange range) {
        return sent.seq() > 0 && range.epoch() > sent.epoch();
    }

    private void send(LiveRange live) throws IOException {
        ChangeRange range = live.range();
        boolean known = range.epoch() < sent.epoch() || range.to() <= sent.seq();
        if (!known) {
            send(live.after(sent.seq(), request.types()));
            sent = new Cursor(range.epoch(), range.to(), request.types());
            head = Math.max(head, range.to());
        }
    }

    /** Neither the feed nor the owner has what is known to have happened: waits a little. */
    private boolean pause() throws IOException, InterruptedException {
        if (isTokenOver()) {
            return end(new Frame.Reauth());
        }
        if (!clock.instant().isBefore(nextHeartbeat)) {
            beat();
        }
        return switch (backlog.next(shorter(properties.retryBehind(), untilNextDuty()))) {
            case Backlog.Closed _ -> false;
            case Backlog.Happened _ -> true;
            case Backlog.Silence _ -> true;
            case Backlog.Overflowed _ -> true;
        };
    }

    private void beat() throws IOException {
        head = Math.max(head, backlog.headIn(sent.epoch()));
        sink.send(new Frame.Heartbeat(sent.text(), head, caller.expiresAt()));
        sink.flush();
        nextHeartbeat = clock.instant().plus(properties.heartbeat());
    }

    private void end(ProblemException e) throws IOException {
        if (e.problem().type() != ProblemType.CURSOR_EXPIRED) {
            throw e;
        }
        sink.send(new Frame.Resync(Frame.Reason.LOST_PLACE));
    }

    private boolean end(Frame last) throws IOException {
        sink.send(last);
        return false;
    }

    private boolean isTokenOver() {
        return !clock.instant().isBefore(caller.expiresAt());
    }

    private Duration untilNextDuty() {
        Instant now = clock.instant();
        return shorter(Duration.between(now, nextHeartbeat), Duration.between(now, caller.expiresAt()));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
