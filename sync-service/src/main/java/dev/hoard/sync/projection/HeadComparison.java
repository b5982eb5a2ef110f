package dev.hoard.sync.projection;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import dev.hoard.platform.id.AccountId;
import dev.hoard.sync.feed.Feed;
import dev.hoard.sync.feed.Position;
import dev.hoard.sync.owner.Owner;
import dev.hoard.sync.owner.OwnerHead;
import dev.hoard.sync.owner.OwnerHeads;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Finds what no record tells of: a last record that was lost leaves no hole. Compares the heads of the accounts that
 * changed lately with their feeds; a feed that was behind a comparison ago and has still not come so far is repaired.
 *
 * <p>Up to when all heads have been compared is kept in {@code comparisons}, {@code {_id: "heads", until}}, so a new
 * instance, or a new database, starts where the last one was sure.
 */
@Component
class HeadComparison {

    private static final String ID = "heads";
    private static final String UNTIL = "until";

    private final MongoCollection<Document> comparisons;
    private final Owner owner;
    private final Feed feed;
    private final Repairs repairs;
    private final ProjectionProperties properties;

    /** What was behind at the last comparison, and when that was. */
    private Map<AccountId, OwnerHead> behind = Map.of();

    private Instant comparedAt = Instant.EPOCH;

    /** Since when the last comparison looked at what has changed. */
    private Instant comparedSince = Instant.EPOCH;

    HeadComparison(MongoDatabase database, Owner owner, Feed feed, Repairs repairs, ProjectionProperties properties) {
        this.comparisons = database.getCollection("comparisons");
        this.owner = owner;
        this.feed = feed;
        this.repairs = repairs;
        this.properties = properties;
    }

    /** One comparison; by one instance at a time, in one thread. */
    void compare() {
        // A feed that has caught up since the last comparison was only late.
        boolean sure = repairs.repairAll(
                onlyBehind(behind.values(), feed.positions(behind.keySet())).keySet());
        Instant until = findUntil().orElseGet(this::begin);
        // The last comparison says nothing of the time before that which it looked at.
        if (sure && comparedAt.isAfter(until) && !until.isBefore(comparedSince)) {
            save(comparedAt);
            until = comparedAt;
        }
        OwnerHeads heads = owner.heads(until.equals(Instant.EPOCH) ? until : until.minus(properties.compareOverlap()));
        Map<AccountId, Position> positions =
                feed.positions(heads.heads().stream().map(OwnerHead::account).toList());
        behind = onlyBehind(heads.heads(), positions);
        comparedAt = heads.at();
        comparedSince = until;
        heads.heads().forEach(head -> raiseFloor(head, positions.get(head.account())));
    }

    /** The next comparison looks at all accounts there are. */
    void forget() {
        comparisons.deleteOne(Filters.eq("_id", ID));
    }

    private void raiseFloor(OwnerHead head, @Nullable Position position) {
        if (position != null && head.toldFloor() > position.floor()) {
            feed.raiseFloor(head.account(), head.epoch(), head.toldFloor());
        }
    }

    private static Map<AccountId, OwnerHead> onlyBehind(
            Collection<OwnerHead> heads, Map<AccountId, Position> positions) {
        return heads.stream()
                .filter(head -> isBehind(positions.get(head.account()), head))
                .collect(Collectors.toMap(OwnerHead::account, Function.identity()));
    }

    private static boolean isBehind(@Nullable Position position, OwnerHead head) {
        return position == null
                || position.epoch() < head.epoch()
                || (position.epoch() == head.epoch() && position.seq() < head.head());
    }

    private Optional<Instant> findUntil() {
        return Optional.ofNullable(comparisons.find(Filters.eq("_id", ID)).first())
                .map(found -> found.getDate(UNTIL).toInstant());
    }

    /** It is the first time, or all was forgotten, and what was compared before that with it. */
    private Instant begin() {
        comparisons.updateOne(
                Filters.eq("_id", ID),
                Updates.setOnInsert(UNTIL, Date.from(Instant.EPOCH)),
                new UpdateOptions().upsert(true));
        comparedSince = Instant.MAX;
        return Instant.EPOCH;
    }

    /** What is forgotten meanwhile stays forgotten. */
    private void save(Instant until) {
        comparisons.updateOne(Filters.eq("_id", ID), Updates.max(UNTIL, Date.from(until)));
    }
}
