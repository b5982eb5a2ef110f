package dev.hoard.demo.client;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A device of an account: its own login, its own replica of the account's documents, a cursor, and a live stream if it
 * follows one. It sits out an outage as long as its patience lasts and sends the same mutations again.
 */
public final class Device implements AutoCloseable {

    private static final Duration OPEN = Duration.ofSeconds(30);
    private static final int PAGE = 500;
    private static final int BAD_REQUEST = 400;
    private static final int GONE = 410;

    private final String name;
    private final Session session;
    private final Patience patience;
    private final Replica replica = new Replica();
    private final AtomicReference<@Nullable ProtocolViolation> violation = new AtomicReference<>();
    private final AtomicReference<@Nullable ChangeStream> stream = new AtomicReference<>();

    private Device(String name, Session session, Patience patience) {
        this.name = name;
        this.session = session;
        this.patience = patience;
    }

    public static Device login(HoardApi api, Credentials who, String name, Patience patience) {
        return new Device(name, Session.login(api, who, name), patience);
    }

    public String name() {
        return name;
    }

    public String accountId() {
        return session.accountId();
    }

    public Session session() {
        return session;
    }

    /** @throws ProtocolViolation if the stream has brought something it must not */
    public Replica replica() {
        ProtocolViolation broken = violation.get();
        if (broken != null) {
            throw broken;
        }
        return replica;
    }

    /** Sends once. */
    public Answer send(Call call) {
        return session.send(call);
    }

    /** Sends until there is an answer; only for what may be sent twice. */
    public Answer sendPatiently(Call call) {
        return patience.until(() -> session.send(call));
    }

    public PushAnswer push(List<Mutation> mutations) {
        return PushAnswer.from(sendPatiently(pushCall(mutations)).expect(200).object(), mutations);
    }

    public PushAnswer push(Mutation... mutations) {
        return push(List.of(mutations));
    }

    /** With the cursor, which tells of which epoch the mutations' numbers are (SYNC-1). */
    public Call pushCall(List<Mutation> mutations) {
        ObjectNode push = Json.object().put("clientId", name);
        replica().cursor().ifPresent(cursor -> push.put("cursor", cursor));
        ArrayNode list = push.putArray("mutations");
        mutations.forEach(mutation -> list.add(mutation.toJson()));
        return Call.post("/api/v1/sync/push", push);
    }

    /** Reads from the cursor to the head. */
    public void pull() {
        pull(0, position -> {});
    }

    /**
     * Reads from the cursor until it has seen a number, and all there is behind it. A cursor that has expired is given up,
     * and everything is read from nothing (SYNC-10).
     *
     * @param minSeq a head that a push told (SYNC-9); one of an epoch that is over names nothing
     * @param progress is told the position after each page
     */
    public synchronized void pull(long minSeq, LongConsumer progress) {
        long least = minSeq;
        boolean anew = false;
        boolean more = true;
        while (more) {
            Optional<String> cursor = replica().cursor();
            Answer answer = sendPatiently(pageCall(cursor, PAGE, least));
            if (answer.status() == GONE && cursor.isPresent()) {
                replica.beginAnew();
                anew = true;
                continue;
            }
            if (answer.status() == BAD_REQUEST && anew && least > 0) {
                least = 0;
                continue;
            }
            Frame page = Frame.from(answer.expect(200).object());
            if (!replica.apply(page)) {
                throw new ProtocolViolation(
                        "SYNC-7: a page from %d to a cursor at %d".formatted(page.from(), replica.position()));
            }
            progress.accept(page.to());
            more = page.hasMore();
        }
    }

    /** One page of the feed, not applied. */
    public Frame page(Optional<String> since, int limit, long minSeq) {
        return Frame.from(
                sendPatiently(pageCall(since, limit, minSeq)).expect(200).object());
    }

    private static Call pageCall(Optional<String> since, int limit, long minSeq) {
        return Call.get("/api/v1/sync/changes?limit=" + limit
                + since.map(cursor -> "&since=" + ChangeStream.encoded(cursor)).orElse("")
                + (minSeq > 0 ? "&minSeq=" + minSeq : ""));
    }

    /** A replica read from nothing, beside the one this device keeps. */
    public Replica readAnew(long minSeq) {
        var fresh = new Replica();
        boolean more = true;
        while (more) {
            Frame page = page(fresh.cursor(), PAGE, minSeq);
            fresh.apply(page);
            more = page.hasMore();
        }
        return fresh;
    }

    /** Opens the live stream; returns when it is open. */
    public void follow() {
        var opened = new ChangeStream(session, this);
        ChangeStream before = stream.getAndSet(opened);
        if (before != null) {
            before.close();
        }
        opened.awaitOpen(OPEN);
    }

    /** How often the stream was opened; 1 when it never broke, 0 without one. */
    public long streamConnections() {
        ChangeStream open = stream.get();
        return open == null ? 0 : open.connections();
    }

    /** @return false if the stream is to be opened anew, because the frame does not follow what is held */
    synchronized boolean take(Frame frame) {
        return replica.apply(frame);
    }

    void fail(ProtocolViolation broken) {
        violation.compareAndSet(null, broken);
    }

    @Override
    public void close() {
        ChangeStream open = stream.getAndSet(null);
        if (open != null) {
            open.close();
        }
    }
}
