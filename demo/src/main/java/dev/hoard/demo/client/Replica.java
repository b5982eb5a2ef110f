package dev.hoard.demo.client;

import dev.hoard.demo.content.Content;
import dev.hoard.demo.content.DocumentKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** What one device holds: the live documents as the feed showed them, and how far it has read. */
public final class Replica {

    private final Map<DocumentKey, ObjectNode> live = new HashMap<>();
    /** What is being read from nothing, while the old is still shown. */
    private Optional<Map<DocumentKey, ObjectNode>> anew = Optional.empty();

    private Optional<String> cursor = Optional.empty();
    private Optional<String> epoch = Optional.empty();
    private long position;

    /**
     * Takes what is new in the frame. The stream and a pull may both bring the same numbers; each is applied once.
     *
     * @return false if numbers between this replica and the frame are missing, or the frame is of an epoch that is over, and
     *     nothing was applied
     * @throws ProtocolViolation if the frame is of a new epoch that no 410 has told
     */
    synchronized boolean apply(Frame frame) {
        if (epoch.isPresent() && Long.parseLong(frame.epoch()) < Long.parseLong(epoch.get())) {
            return false;
        }
        if (epoch.isPresent() && !epoch.get().equals(frame.epoch())) {
            throw new ProtocolViolation(
                    "SYNC-1: the epoch changed from %s to %s without a 410".formatted(epoch.get(), frame.epoch()));
        }
        if (frame.from() > position) {
            return false;
        }
        long held = position;
        frame.changes().stream().filter(change -> change.seq() > held).forEach(this::apply);
        if (frame.to() >= position) {
            position = frame.to();
            cursor = Optional.of(frame.cursor());
            epoch = Optional.of(frame.epoch());
        }
        if (!frame.hasMore()) {
            anew.ifPresent(this::replaceBy);
        }
        notifyAll();
        return true;
    }

    private void apply(Change change) {
        Map<DocumentKey, ObjectNode> target = anew.orElse(live);
        change.data()
                .ifPresentOrElse(data -> target.put(change.document(), data), () -> target.remove(change.document()));
    }

    private void replaceBy(Map<DocumentKey, ObjectNode> read) {
        live.clear();
        live.putAll(read);
        anew = Optional.empty();
    }

    /**
     * Begins again from nothing, as a cursor that has expired asks for (SYNC-10). What is held stays until the whole is
     * read; only then is known what is no longer there.
     */
    synchronized void beginAnew() {
        cursor = Optional.empty();
        epoch = Optional.empty();
        position = 0;
        anew = Optional.of(new HashMap<>());
    }

    /** Absent before the first page. */
    public synchronized Optional<String> epoch() {
        return epoch;
    }

    /** Absent before the first page. */
    public synchronized Optional<String> cursor() {
        return cursor;
    }

    /** The last number this replica has seen. */
    public synchronized long position() {
        return position;
    }

    public synchronized Optional<ObjectNode> find(DocumentKey key) {
        return Optional.ofNullable(live.get(key)).map(ObjectNode::deepCopy);
    }

    /** The revision held. */
    public synchronized long revision(DocumentKey key) {
        return find(key)
                .orElseThrow(() -> new IllegalArgumentException("Not held: " + key))
                .required("rev")
                .asLong();
    }

    public synchronized Map<DocumentKey, Long> revisions() {
        return live.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> entry.getValue().required("rev").asLong()));
    }

    public synchronized Content content() {
        return Content.of(live);
    }

    /**
     * Waits for the feed to bring it to a state.
     *
     * @throws NotSeen at the deadline
     */
    public synchronized void await(String what, Duration deadline, Predicate<Replica> state) {
        long end = System.nanoTime() + deadline.toNanos();
        while (!state.test(this)) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new NotSeen(
                        "expected: %s within %d s%ncame:     nothing of it; the device stands at number %d with %d documents"
                                .formatted(what, deadline.toSeconds(), position, live.size()));
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while waiting for " + what, e);
            }
        }
    }
}
