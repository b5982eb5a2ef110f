package dev.hoard.sync.projection;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndReplaceOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Updates;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.sync.change.MalformedChanges;
import dev.hoard.sync.feed.Feed;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Builds all feeds anew, one account after the other in the order of their ids. How far it is stands in
 * {@code comparisons}, {@code {_id: "rebuild", after?, attempts, done, failed, startedAt, finishedAt?}}, so another
 * instance carries on where one was stopped.
 */
@Component
class FeedsRebuild {

    private static final Logger LOG = LoggerFactory.getLogger(FeedsRebuild.class);
    private static final String ID = "rebuild";
    private static final String AFTER = "after";
    private static final String ATTEMPTS = "attempts";
    private static final String DONE = "done";
    private static final String FAILED = "failed";
    private static final String STARTED_AT = "startedAt";
    private static final String FINISHED_AT = "finishedAt";

    /** Other repairs wait for as long as this at most, and for one account more. */
    private static final Duration A_STEP = Duration.ofSeconds(1);

    private static final int ACCOUNTS_AT_ONCE = 20;

    /** A single account that fails so often in a row is left to the comparison of heads. */
    private static final int MOST_ATTEMPTS = 20;

    private final MongoCollection<Document> states;
    private final Feed feed;
    private final Repairs repairs;
    private final HeadComparison comparison;
    private final Clock clock;

    FeedsRebuild(MongoDatabase database, Feed feed, Repairs repairs, HeadComparison comparison, Clock clock) {
        this.states = database.getCollection("comparisons");
        this.feed = feed;
        this.repairs = repairs;
        this.comparison = comparison;
        this.clock = clock;
    }

    /** How far the last rebuild has come. */
    record Progress(
            long accounts,
            long done,
            long failed,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt) {}

    /** Begins, unless one is under way. */
    Progress begin() {
        Document state = find();
        if (state == null || state.getDate(FINISHED_AT) != null) {
            Document begun = new Document("_id", ID)
                    .append(ATTEMPTS, 0)
                    .append(DONE, 0L)
                    .append(FAILED, 0L)
                    .append(STARTED_AT, Date.from(clock.instant()));
            states.findOneAndReplace(
                    Filters.eq("_id", ID),
                    begun,
                    new FindOneAndReplaceOptions().upsert(true).returnDocument(ReturnDocument.AFTER));
            // Accounts of which the feed has lost all memory are found by their heads.
            comparison.forget();
        }
        return progress();
    }

    Progress progress() {
        Document state = Objects.requireNonNullElseGet(find(), Document::new);
        return new Progress(
                feed.count(),
                Objects.requireNonNullElse(state.getLong(DONE), 0L),
                Objects.requireNonNullElse(state.getLong(FAILED), 0L),
                instant(state.getDate(STARTED_AT)),
                instant(state.getDate(FINISHED_AT)));
    }

    /** Carries on for a while; by one instance at a time, in one thread. */
    void step() {
        Instant end = clock.instant().plus(A_STEP);
        boolean goesOn = true;
        while (goesOn && clock.instant().isBefore(end)) {
            Document state = find();
            goesOn = state != null && state.getDate(FINISHED_AT) == null && rebuildSome(state, end);
        }
    }

    private boolean rebuildSome(Document state, Instant end) {
        UUID after = state.get(AFTER, UUID.class);
        List<AccountId> accounts = feed.listAfter(after == null ? null : new AccountId(after), ACCOUNTS_AT_ONCE);
        if (accounts.isEmpty()) {
            update(Updates.set(FINISHED_AT, Date.from(clock.instant())));
            LOG.info("All feeds have been built anew: {}", progress());
            return false;
        }
        int attempts = state.getInteger(ATTEMPTS);
        for (AccountId account : accounts) {
            if (!rebuild(account, attempts)) {
                return false;
            }
            attempts = 0;
            if (!clock.instant().isBefore(end)) {
                return false;
            }
        }
        return true;
    }

    /** Answers whether the next one may come. */
    private boolean rebuild(AccountId account, int attempts) {
        try {
            repairs.rebuild(account);
            pass(account, DONE);
            return true;
        } catch (MalformedChanges e) {
            LOG.error("The owner gave what cannot be the changes of account {}", account, e);
        } catch (ProblemException e) {
            if (attempts < MOST_ATTEMPTS) {
                update(Updates.inc(ATTEMPTS, 1));
                return false;
            }
            LOG.warn("The feed of account {} could not be built anew: {}", account, e.getMessage());
        }
        pass(account, FAILED);
        return true;
    }

    private void pass(AccountId account, String counter) {
        update(Updates.combine(
                Updates.set(AFTER, account.value()), Updates.set(ATTEMPTS, 0), Updates.inc(counter, 1L)));
    }

    private @Nullable Document find() {
        return states.find(Filters.eq("_id", ID)).first();
    }

    private void update(Bson change) {
        states.updateOne(Filters.eq("_id", ID), change);
    }

    private static @Nullable Instant instant(@Nullable Date date) {
        return date == null ? null : date.toInstant();
    }
}
