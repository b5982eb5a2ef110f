package dev.hoard.platform.lease;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Updates;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * The leases of a service, one document each in {@code leases}: {@code {_id: name, epoch, until}}. Time is the caller's
 * clock, so a lease protects work only together with its epoch: whatever the holder writes must be harmless, or
 * refused, once a higher epoch exists.
 */
public final class Leases {

    private static final String EPOCH = "epoch";
    private static final String UNTIL = "until";

    private final MongoCollection<Document> leases;
    private final Clock clock;
    private final ConcurrentMap<String, Duration> ttls = new ConcurrentHashMap<>();

    public Leases(MongoDatabase database, Clock clock) {
        this.leases = database.getCollection("leases");
        this.clock = clock;
    }

    /** The lease, if nobody holds it; it ends {@code ttl} after it was last renewed. */
    public Optional<Lease> tryAcquire(String name, Duration ttl) {
        ttls.put(name, ttl);
        Bson free = Filters.and(Filters.eq("_id", name), Filters.lte(UNTIL, now()));
        Bson take = Updates.combine(Updates.inc(EPOCH, 1L), Updates.set(UNTIL, end(name)));
        try {
            Document taken = leases.findOneAndUpdate(
                    free, take, new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER));
            return Optional.ofNullable(taken).map(document -> new Lease(this, name, document.getLong(EPOCH)));
        } catch (MongoCommandException | MongoWriteException e) {
            // The upsert met a lease that is held: its _id exists and the filter did not match it.
            if (ErrorCategory.fromErrorCode(e.getCode()) == ErrorCategory.DUPLICATE_KEY) {
                return Optional.empty();
            }
            throw e;
        }
    }

    boolean renew(String name, long epoch) {
        return leases.updateOne(held(name, epoch), Updates.set(UNTIL, end(name)))
                        .getMatchedCount()
                == 1;
    }

    void release(String name, long epoch) {
        leases.updateOne(held(name, epoch), Updates.set(UNTIL, now()));
    }

    private static Bson held(String name, long epoch) {
        return Filters.and(Filters.eq("_id", name), Filters.eq(EPOCH, epoch));
    }

    private Date now() {
        return Date.from(clock.instant());
    }

    private Date end(String name) {
        return Date.from(clock.instant().plus(ttls.getOrDefault(name, Duration.ZERO)));
    }
}
