package dev.hoard.sync.stream;

import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import dev.hoard.platform.security.Caller;
import dev.hoard.sync.change.ChangeRange;
import dev.hoard.sync.device.Devices;
import dev.hoard.sync.feed.FeedReader;
import dev.hoard.sync.feed.PageRequest;
import dev.hoard.sync.live.LiveRange;
import dev.hoard.sync.page.Cursor;
import dev.hoard.sync.page.Page;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;

/**
 * One stream: catches up from the feed, goes live, and catches up again whenever a range does not follow what was sent.
 * Each frame begins where the last one ended. It holds no thread: {@link #step} does what is due and returns.
 */
final class ChangeStream {

    private final Caller caller;
    private final PageRequest request;
    private final Backlog backlog;
    private final FeedReader reader;
    private final FrameSink sink;
    private final StreamProperties properties;
    private final Clock clock;

    private final Devices devices;

    private Cursor sent;
    private long head;
    private Instant nextHeartbeat;

    /** When to do something although nothing happens; read by the timer. */
    private volatile Instant due = Instant.MAX;

    ChangeStream(
            Caller caller,
            PageRequest request,
            Backlog backlog,
            FeedReader reader,
            FrameSink sink,
            StreamProperties properties,
            Devices devices,
            Clock clock) {
        this.caller = caller;
        this.request = request;
        this.backlog = backlog;
        this.reader = reader;
        this.sink = sink;
        this.properties = properties;
        this.devices = devices;
        this.clock = clock;
        this.sent = new Cursor(0, 0, request.types());
        this.nextHeartbeat = clock.instant().plus(properties.heartbeat());
    }

    boolean isDue(Instant now) {
        return !now.isBefore(due);
    }

    /**
     * Reads the first page and sends it. The answer has not begun when reading fails, so that can still be told as a
     * problem.
     *
     * @throws ProblemException as {@link FeedReader#read} does
     * @throws IOException when the client has gone
     */
    void begin() throws IOException {
        Page first = reader.read(caller.account(), request);
        sink.open();
        sent = new Cursor(first.epoch(), first.from(), request.types());
        send(first);
    }

    /**
     * Does everything that is due; answers false when the stream has ended.
     *
     * @throws IOException when the client has gone
     */
    boolean step() throws IOException {
        due = Instant.MAX; // a timer that fires from here on finds its work done, or comes again
        boolean goesOn = carryOn();
        sink.flush();
        devices.note(caller, sent);
        return goesOn;
    }

    private boolean carryOn() throws IOException {
        Instant retry = Instant.MAX;
        while (retry.equals(Instant.MAX)) {
            if (isTokenOver()) {
                return end(new Frame.Reauth());
            }
            switch (backlog.next(sent)) {
                case Backlog.Happened(LiveRange live) -> {
                    if (hasBegunAnew(live.range())) {
                        return end(new Frame.Resync(Frame.Reason.LOST_PLACE));
                    }
                    send(live);
                }
                case Backlog.Behind _ -> {
                    try {
                        retry = catchUp() ? retry : clock.instant().plus(properties.retryBehind());
                    } catch (ProblemException e) {
                        if (e.problem().type() == ProblemType.CURSOR_EXPIRED) {
                            return end(new Frame.Resync(Frame.Reason.LOST_PLACE));
                        }
                        retry = clock.instant().plus(properties.retryBehind());
                    }
                }
                case Backlog.Silence _ -> {
                    beatIfDue();
                    due = earlier(nextHeartbeat, caller.expiresAt());
                    return true;
                }
                case Backlog.Revoked _ -> {
                    return end(new Frame.Reauth());
                }
                case Backlog.Overflowed _ -> {
                    return end(new Frame.Resync(Frame.Reason.TOO_SLOW));
                }
                case Backlog.Closed _ -> {
                    return false;
                }
            }
        }
        // Neither the feed nor the owner has what is known to have happened.
        beatIfDue();
        due = earlier(retry, earlier(nextHeartbeat, caller.expiresAt()));
        return true;
    }

    /**
     * Sends one page of what the feed and its owner have, so that between two pages it is asked whether the stream may go
     * on; answers whether that was any use: the stream has moved, or it is live.
     */
    private boolean catchUp() throws IOException {
        backlog.beginCatchUp();
        Cursor before = sent;
        Page page = readOn();
        send(page);
        boolean live = !page.hasMore() && backlog.goLive(sent.epoch(), sent.seq());
        return live || !sent.equals(before);
    }

    private Page readOn() {
        return reader.read(caller.account(), request.after(sent).hoping(backlog.headIn(sent.epoch())));
    }

    private void send(Page page) throws IOException {
        head = Math.max(head, page.head());
        if (page.to() > sent.seq()) {
            sink.send(new Frame.Changes(page.rendered()));
        }
        sent = page.cursor();
    }

    private boolean hasBegunAnew(ChangeRange range) {
        return sent.seq() > 0 && range.epoch() > sent.epoch();
    }

    /** A range that is known is passed over, and so is one behind a gap: then the backlog says that we are behind. */
    private void send(LiveRange live) throws IOException {
        ChangeRange range = live.range();
        boolean known = range.epoch() < sent.epoch() || range.to() <= sent.seq();
        if (!known && range.from() <= sent.seq()) {
            sink.send(new Frame.Changes(live.after(sent.seq(), request.types())));
            sent = new Cursor(range.epoch(), range.to(), request.types());
            head = Math.max(head, range.to());
        }
    }

    private void beatIfDue() throws IOException {
        if (clock.instant().isBefore(nextHeartbeat)) {
            return;
        }
        head = Math.max(head, backlog.headIn(sent.epoch()));
        sink.send(new Frame.Heartbeat(sent.text(), head, caller.expiresAt()));
        nextHeartbeat = clock.instant().plus(properties.heartbeat());
    }

    private boolean end(Frame last) throws IOException {
        sink.send(last);
        return false;
    }

    private boolean isTokenOver() {
        return !clock.instant().isBefore(caller.expiresAt());
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
