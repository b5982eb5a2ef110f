package dev.hoard.sync.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import dev.hoard.platform.id.AccountId;
import dev.hoard.sync.change.ChangeRange;
import dev.hoard.sync.feed.Feed;
import dev.hoard.sync.feed.Position;
import dev.hoard.sync.fixture.Surroundings;
import dev.hoard.sync.fixture.SyncServiceTest;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Feeds that were lost, or that cannot be brought up to their owner. */
@SyncServiceTest
class LostFeedsTest {

    @Autowired
    private Surroundings world;

    @Autowired
    private FeedsRebuild feeds;

    @Autowired
    private Feed feed;

    @Autowired
    private MongoDatabase database;

    @AfterEach
    void ownerIsWell() {
        world.owner().mendChanges();
    }

    /** Nobody has written to the account lately, so only a look at all heads there are finds it. */
    @Test
    void sync8_aRebuildFindsAccountsOfWhichTheFeedHasLostAllMemory() {
        AccountId account = world.newAccount();
        world.commitAndPublish(account, "one", "two");
        await().until(() -> feed.position(account).seq() == 2);
        world.owner().age(account);
        comparedSince(Instant.now());
        database.getCollection("positions").deleteOne(Filters.eq("_id", account.value()));
        database.getCollection("feed").deleteMany(Filters.eq("_id.u", account.value()));
        comparedSince(Instant.now());
        assertThat(feed.position(account).isUnknown()).isTrue();

        FeedsRebuild.Progress _ = feeds.begin();

        await().until(() -> feed.position(account).seq() == 2);
        assertThat(world.client(account).pull(Map.of()).ids()).containsExactly("one", "two");
        await().atMost(Duration.ofMinutes(1)).until(() -> feeds.progress().finishedAt() != null);
    }

    /** Neither accounts on which the owner fails, nor such as it shows as what they cannot be, keep the others waiting. */
    @Test
    void sync8_feedsThatCannotBeRepairedHoldUpNoOthersAndAreRepairedWhenTheyCan() {
        List<AccountId> failing = Stream.generate(world::newAccount).limit(4).toList();
        AccountId garbled = world.newAccount();
        AccountId sound = world.newAccount();
        failing.forEach(account -> world.owner().breakChanges(account, false));
        world.owner().breakChanges(garbled, true);
        failing.forEach(account -> world.owner().commit(account, "one"));
        world.owner().commit(garbled, "one");
        world.owner().commit(sound, "one");

        comparedSince(Instant.now());
        await().until(() -> feed.position(sound).seq() == 1);
        await().until(() -> feed.listWanting(1000).contains(garbled));
        Date waitingSince = updatedAt(garbled);
        await().untilAsserted(() -> assertThat(updatedAt(garbled))
                .as("when it has failed, the others come first")
                .isAfter(waitingSince));
        // No comparison looks so far back any more: what is wanted is written down.
        Stream.concat(failing.stream(), Stream.of(garbled))
                .forEach(account -> world.owner().age(account));

        world.owner().mendChanges();

        await().untilAsserted(() -> assertThat(Stream.concat(failing.stream(), Stream.of(garbled)))
                .allSatisfy(account -> assertThat(feed.position(account).seq()).isEqualTo(1)));
    }

    /** A process died behind the rows and before the position, and then the database was put back. */
    @Test
    void sync1_rowsThatAnEpochLeftBehindAreNoDocumentsOfTheNext() {
        AccountId account = world.newAccount();
        world.owner().hideFromComparison(account);
        ChangeRange lost = world.owner().commit(account, "ghost", "phantom");
        ContiguousPrefix prefix = ContiguousPrefix.of(feed.position(account), List.of(lost));
        Position _ = feed.build(prefix.position(), prefix.to(), prefix.changes());

        world.owner().fallBack(account, 0);
        world.commitAndPublish(account, "one", "two", "three");
        await().until(() -> feed.position(account).seq() == 3);

        assertThat(world.client(account).pull(Map.of()).ids()).containsExactly("one", "two", "three");
    }

    private void comparedSince(Instant instant) {
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            Document state = database.getCollection("comparisons")
                    .find(Filters.eq("_id", "heads"))
                    .first();
            return state != null
                    && state.getDate("until") != null
                    && state.getDate("until").toInstant().isAfter(instant);
        });
    }

    private Date updatedAt(AccountId account) {
        return Objects.requireNonNull(database.getCollection("positions")
                        .find(Filters.eq("_id", account.value()))
                        .first())
                .getDate("updatedAt");
    }
}
