package dev.hoard.platform.outbox;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.client.ChangeStreamIterable;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import dev.hoard.platform.event.EventPublisher;
import dev.hoard.platform.lease.Lease;
import dev.hoard.platform.lease.Leases;
import dev.hoard.platform.outbox.RelayPositions.Position;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.bson.BsonDocument;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Publishes every document inserted into a collection, in the order of the inserts, at least once.
 *
 * <p>One holder of the lease {@code relay:<name>} tails the collection's change stream, sends each insert's records and
 * stores the resume token behind Kafka's acknowledgements. Without a token that the server still knows (first start,
 * oplog rolled over, database restored), or where the stream ended because the collection was dropped and put back, it
 * publishes again everything from two minutes before the newest acknowledged insert. So records may come twice and from
 * two relays at once; consumers must not mind.
 *
 * <p>What cannot be sent, a record no broker takes or a document that cannot be rendered, holds up no other: it is told
 * on the dead-letter topic of its topic, counted, and left out.
 *
 * <p>Documents need a field {@code at} (instant of the insert), with an index.
 */
public final class ChangeStreamRelay implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(ChangeStreamRelay.class);

    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final Duration RENEW_EVERY = Duration.ofSeconds(3);
    private static final Duration STORE_EVERY = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration REPUBLISH = Duration.ofMinutes(2);
    private static final int MOST_IN_FLIGHT = 500;

    private final String name;
    private final MongoCollection<Document> source;
    private final Function<Document, String> topic;
    private final Function<Document, List<ProducerRecord<String, byte[]>>> records;
    private final Leases leases;
    private final RelayPositions positions;
    private final EventPublisher publisher;
    private final DeadLetters deadLetters;
    private final Clock clock;
    private final Counter published;
    private final Counter unsendable;

    private volatile @Nullable Run run;

    /**
     * @param topic where the records of an inserted document belong
     * @param records the records of one inserted document, in order
     */
    public ChangeStreamRelay(
            String name,
            MongoCollection<Document> source,
            Function<Document, String> topic,
            Function<Document, List<ProducerRecord<String, byte[]>>> records,
            Leases leases,
            RelayPositions positions,
            EventPublisher publisher,
            MeterRegistry metrics,
            Clock clock) {
        this.name = name;
        this.source = source;
        this.topic = topic;
        this.records = records;
        this.leases = leases;
        this.positions = positions;
        this.publisher = publisher;
        this.deadLetters = new DeadLetters(name, source, publisher, clock);
        this.clock = clock;
        this.published =
                Counter.builder("hoard.relay.published").tag("relay", name).register(metrics);
        this.unsendable =
                Counter.builder("hoard.relay.unsendable").tag("relay", name).register(metrics);
    }

    @Override
    public synchronized void start() {
        if (run == null) {
            Run started = new Run();
            run = started;
            started.thread = Thread.ofPlatform().name("relay-" + name).start(started);
        }
    }

    @Override
    public synchronized void stop() {
        Run current = run;
        if (current != null) {
            current.end();
            run = null;
        }
    }

    @Override
    public boolean isRunning() {
        return run != null;
    }

    /** One life of the relay, from start to stop. */
    private final class Run implements Runnable {

        private final CountDownLatch stopped = new CountDownLatch(1);
        private final List<CompletableFuture<Void>> inFlight = new ArrayList<>();
        private @Nullable Thread thread;
        private @Nullable Instant newest;
        /** Resuming at the place that is stored would meet the same end again. */
        private boolean ended;

        @Override
        public void run() {
            while (!pause(Duration.ZERO)) {
                try {
                    Optional<Lease> lease = leases.tryAcquire("relay:" + name, LEASE);
                    if (lease.isPresent()) {
                        publishWhileHeld(lease.get());
                    }
                } catch (Throwable e) {
                    // Whatever it is, a relay that ends silently would leave all devices waiting.
                    LOG.warn("Relay {} stopped and will try again", name, e);
                }
                if (pause(PAUSE)) {
                    return;
                }
            }
        }

        private void publishWhileHeld(Lease lease) {
            LOG.info("Relay {} publishes, lease epoch {}", name, lease.epoch());
            inFlight.clear();
            Optional<Position> position = positions.find(name);
            newest = position.map(Position::at).orElse(null);
            try (MongoChangeStreamCursor<ChangeStreamDocument<Document>> cursor = open(position)) {
                tail(cursor, lease);
            } finally {
                lease.release();
            }
        }

        private MongoChangeStreamCursor<ChangeStreamDocument<Document>> open(Optional<Position> position) {
            if (position.isPresent() && !ended) {
                try {
                    return inserts().resumeAfter(position.get().token()).cursor();
                } catch (MongoCommandException e) {
                    LOG.warn("Relay {} lost its place ({}), publishes again", name, e.getErrorCodeName());
                }
            }
            ended = false;
            // The stream is opened before the sweep, so that nothing falls between the two.
            MongoChangeStreamCursor<ChangeStreamDocument<Document>> cursor =
                    inserts().cursor();
            sweep(position.map(Position::at).map(at -> at.minus(REPUBLISH)).orElse(Instant.EPOCH));
            return cursor;
        }

        private ChangeStreamIterable<Document> inserts() {
            return source.watch(List.of(Aggregates.match(Filters.eq("operationType", "insert"))))
                    .maxAwaitTime(500, TimeUnit.MILLISECONDS);
        }

        private void sweep(Instant from) {
            try (MongoCursor<Document> missed = source.find(Filters.gte("at", Date.from(from)))
                    .sort(Sorts.ascending("at", "_id"))
                    .cursor()) {
                while (missed.hasNext()) {
                    send(missed.next());
                }
            }
            awaitAcknowledgements();
        }

        private void tail(MongoChangeStreamCursor<ChangeStreamDocument<Document>> cursor, Lease lease) {
            Instant renewed = clock.instant();
            Instant stored = Instant.EPOCH;
            while (!pause(Duration.ZERO)) {
                ChangeStreamDocument<Document> change = cursor.tryNext();
                if (change != null && change.getFullDocument() != null) {
                    send(change.getFullDocument());
                }
                if (change == null && cursor.getServerCursor() == null) {
                    LOG.warn("Relay {}: its collection was taken away or put back from a copy, publishes again", name);
                    ended = true;
                    awaitAcknowledgements();
                    return;
                }
                Instant now = clock.instant();
                if (change == null || inFlight.size() >= MOST_IN_FLIGHT || now.isAfter(stored.plus(STORE_EVERY))) {
                    awaitAcknowledgements();
                    if (now.isAfter(stored.plus(STORE_EVERY))) {
                        store(cursor.getResumeToken());
                        stored = now;
                    }
                }
                if (now.isAfter(renewed.plus(RENEW_EVERY))) {
                    if (!lease.renew()) {
                        LOG.info("Relay {} lost its lease {}", name, lease.epoch());
                        return;
                    }
                    renewed = now;
                }
            }
            awaitAcknowledgements();
            store(cursor.getResumeToken());
        }

        private void send(Document inserted) {
            for (ProducerRecord<String, byte[]> record : render(inserted)) {
                // A letter waits for its topic to be known, which the thread that tells of the failure must not.
                track(publisher
                        .publish(record)
                        .thenRun(published::increment)
                        .exceptionallyComposeAsync(failure -> leaveOut(record, failure), Thread::startVirtualThread));
            }
            Date at = inserted.getDate("at");
            if (at != null) {
                newest = at.toInstant();
            }
        }

        private void track(CompletableFuture<Void> sent) {
            inFlight.add(sent);
            if (inFlight.size() >= MOST_IN_FLIGHT) {
                awaitAcknowledgements();
            }
        }

        /** A document that cannot be rendered must not hold up all others either. */
        private List<ProducerRecord<String, byte[]>> render(Document inserted) {
            try {
                return records.apply(inserted);
            } catch (MongoException e) {
                throw e; // the database is away, the document is not at fault
            } catch (RuntimeException e) {
                unsendable.increment();
                LOG.error("Relay {} left out {}, which cannot be rendered", name, inserted.get("_id"), e);
                track(deadLetters.tell(topic.apply(inserted), inserted, e));
                return List.of();
            }
        }

        /** A record no broker takes must not hold up all others: its consumer sees the gap and asks the owner. */
        private CompletableFuture<Void> leaveOut(ProducerRecord<String, byte[]> record, Throwable failure) {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                if (cause instanceof RecordTooLargeException tooLarge) {
                    unsendable.increment();
                    LOG.error("Relay {} left out a record: {}", name, cause.getMessage());
                    return deadLetters.tell(record, tooLarge);
                }
            }
            return CompletableFuture.failedFuture(failure);
        }

        private void awaitAcknowledgements() {
            CompletableFuture.allOf(inFlight.toArray(CompletableFuture[]::new)).join();
            inFlight.clear();
        }

        private void store(@Nullable BsonDocument token) {
            if (token != null) {
                positions.store(name, new Position(token, newest));
            }
        }

        /** True when the relay was stopped meanwhile. */
        private boolean pause(Duration duration) {
            try {
                return stopped.await(duration.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return true;
            }
        }

        private void end() {
            stopped.countDown();
            Thread current = thread;
            if (current != null) {
                try {
                    current.join(Duration.ofSeconds(10));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}
