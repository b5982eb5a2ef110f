package dev.hoard.sync.projection;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import dev.hoard.platform.id.AccountId;
import dev.hoard.sync.feed.Advance;
import dev.hoard.sync.feed.Feed;
import dev.hoard.sync.feed.Position;
import dev.hoard.sync.owner.Owner;
import dev.hoard.sync.owner.OwnerHead;
import dev.hoard.sync.owner.OwnerHeads;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Finds what no record tells of: a last record that was lost leaves no hole. Compares the heads of the accounts that
 * changed lately with their feeds; of a feed that was behind a comparison ago and has still not come so far, it is
 * written down what it wants, so that it is repaired when its turn comes, however often that fails.
 *
 * <p>Up to when all heads have been compared is kept in {@code comparisons}, {@code {_id: "heads", until?, forgotten}},
 * so a new instance, or a new database, starts where the last one was sure. {@code forgotten} counts how often it was
 * forgotten: what was compared before that says nothing any more.
 */
@Component
class HeadComparison {

    private static final String ID = "heads";
    private static final String UNTIL = "until";
    private static final String FORGOTTEN = "forgotten";
    private static final int ACCOUNTS_AT_ONCE = 1000;

    private final MongoCollection<Document> comparisons;
    private final Owner owner;
    private final Feed feed;
    private final ProjectionProperties properties;

    /** What was behind at the last comparison. */
    private List<OwnerHead> behind = List.of();

    /** When the last comparison was, and how often all had been forgotten by then. */
    private State compared = new State(Instant.EPOCH, 0);

    HeadComparison(MongoDatabase database, Owner owner, Feed feed, ProjectionProperties properties) {
        this.comparisons = database.getCollection("comparisons");
        this.owner = owner;
        this.feed = feed;
        this.properties = properties;
    }

    /** One comparison; by one instance at a time, in one thread. */
    void compare() {
        // A feed that has caught up since the last comparison was only late.
        inParts(behind, this::want);
        save(compared);
        State state = state();
        Instant until = state.until();
        OwnerHeads heads = owner.heads(until.equals(Instant.EPOCH) ? until : until.minus(properties.compareOverlap()));
        List<OwnerHead> found = new ArrayList<>();
        inParts(heads.heads(), (some, positions) -> {
            found.addAll(onlyBehind(some, positions));
            some.forEach(head -> raiseFloor(head, positions.get(head.account())));
        });
        behind = List.copyOf(found);
        compared = new State(heads.at(), state.forgotten());
    }

    /** The next comparison looks at all accounts there are. */
    void forget() {
        comparisons.updateOne(
                Filters.eq("_id", ID),
                Updates.combine(Updates.unset(UNTIL), Updates.inc(FORGOTTEN, 1L)),
                new UpdateOptions().upsert(true));
    }

    private void inParts(List<OwnerHead> heads, BiConsumer<List<OwnerHead>, Map<AccountId, Position>> task) {
        for (int i = 0; i < heads.size(); i += ACCOUNTS_AT_ONCE) {
            List<OwnerHead> some = heads.subList(i, Math.min(heads.size(), i + ACCOUNTS_AT_ONCE));
            task.accept(
                    some, feed.positions(some.stream().map(OwnerHead::account).toList()));
        }
    }

    private void want(List<OwnerHead> heads, Map<AccountId, Position> positions) {
        feed.advance(onlyBehind(heads, positions).stream()
                .map(head -> want(head, Objects.requireNonNull(positions.get(head.account()))))
                .toList());
    }

    private static Advance want(OwnerHead head, Position position) {
        Position known = position.isUnknown() ? position.in(head.epoch()) : position;
        return new Advance(known, known.seq(), List.of(), known.epoch() == head.epoch() ? head.head() : Advance.ANEW);
    }

    private void raiseFloor(OwnerHead head, @Nullable Position position) {
        if (position != null && head.toldFloor() > position.floor()) {
            feed.raiseFloor(head.account(), head.epoch(), head.toldFloor());
        }
    }

    private static List<OwnerHead> onlyBehind(List<OwnerHead> heads, Map<AccountId, Position> positions) {
        return heads.stream()
                .filter(head -> isBehind(positions.get(head.account()), head))
                .toList();
    }

    private static boolean isBehind(@Nullable Position position, OwnerHead head) {
        return position == null
                || position.epoch() < head.epoch()
                || (position.epoch() == head.epoch() && position.seq() < head.head());
    }

    private State state() {
        Document found = comparisons.findOneAndUpdate(
                Filters.eq("_id", ID),
                Updates.inc(FORGOTTEN, 0L),
                new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER));
        Date until =
                Objects.requireNonNull(found, "it was made if it was not there").getDate(UNTIL);
        return new State(until == null ? Instant.EPOCH : until.toInstant(), found.getLong(FORGOTTEN));
    }

    /** Does nothing if all has been forgotten since. */
    private void save(State state) {
        comparisons.updateOne(
                Filters.and(Filters.eq("_id", ID), Filters.eq(FORGOTTEN, state.forgotten())),
                Updates.max(UNTIL, Date.from(state.until())));
    }

    private record State(Instant until, long forgotten) {}
}
