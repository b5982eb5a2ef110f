package dev.hoard.sync.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.hoard.platform.id.AccountId;
import dev.hoard.sync.fixture.Client;
import dev.hoard.sync.fixture.Client.Pull;
import dev.hoard.sync.fixture.EventStream;
import dev.hoard.sync.fixture.FakeOwner.Edit;
import dev.hoard.sync.fixture.Surroundings;
import dev.hoard.sync.fixture.SyncServiceTest;
import dev.hoard.sync.page.Cursor;
import dev.hoard.sync.page.TypeFilter;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;

/** What a new device reads, and one that begins again. */
@SyncServiceTest
class ReadFromNothingTest {

    private static final String CHANGES = "/api/v1/sync/changes";

    @Autowired
    private Surroundings world;

    @Autowired
    private Feed feed;

    @Autowired
    private MongoDatabase database;

    @AfterEach
    void ownerIsBack() {
        world.owner().comeBack();
    }

    /** Several pages, all of them below the floor: whoever begins now was never shown what is forgotten. */
    @Test
    void sync10_aReadFromNothingGoesOnBelowTheFloor() {
        AccountId account = world.newAccount();
        world.commitAndPublish(
                account, IntStream.range(0, 600).mapToObj(i -> "n" + i).toArray(String[]::new));
        forget(account, "n7");
        Client client = world.client(account);

        List<Pull> pages = client.pullAll(Map.of("limit", 250));

        assertThat(pages).extracting(Pull::to).containsExactly(251L, 501L, 601L);
        assertThat(pages.stream().mapToInt(page -> page.changes().size()).sum()).isEqualTo(599);
        assertThat(pages.getLast().cursor())
                .as("a read that is complete ends with a cursor like any other")
                .isEqualTo(new Cursor(1, 601, TypeFilter.ALL).text());
        assertThat(client.get(CHANGES, Map.of("since", new Cursor(1, 251, TypeFilter.ALL).text()))
                        .statusCode())
                .as("whoever had read so far when it was deleted is to know")
                .isEqualTo(410);
        for (String from : List.of("", pages.getFirst().cursor())) {
            try (EventStream stream = client.stream(from, Map.of())) {
                assertThat(stream.status()).isEqualTo(200);
                await().until(() -> stream.lastNumber() == 601 || stream.hasEnded());
                assertThat(stream.numbers()).hasSize(from.isEmpty() ? 599 : 349);
                assertThat(Cursor.parse(stream.lastId())).isEqualTo(new Cursor(1, 601, TypeFilter.ALL));
            }
        }
    }

    @Test
    void sync10_whatIsForgottenWhileAReadIsUnderWayEndsIt() {
        AccountId account = world.newAccount();
        world.commitAndPublish(account, "one", "two", "three");
        forget(account, "two");
        Client client = world.client(account);
        String within = client.pull(Map.of("limit", 1)).cursor();
        assertThat(client.pull(Map.of("since", within)).ids()).containsExactly("three");

        forget(account, "one");

        assertThat(client.get(CHANGES, Map.of("since", within)).statusCode()).isEqualTo(410);
        try (EventStream stream = client.stream(within, Map.of())) {
            assertThat(stream.status()).isEqualTo(410);
        }
    }

    /** A feed that begins again shows what was deleted later, so where a read began in the old one says nothing. */
    @Test
    void sync10_aReadDoesNotOutliveTheFeedInWhichItBegan() {
        AccountId account = world.newAccount();
        world.owner().hideFromComparison(account);
        world.commitAndPublish(account, "one", "two", "three");
        world.publish(world.owner().commit(account, Edit.deletion("party", "three"), Edit.party("four")));
        await().until(() -> feed.position(account).seq() == 5);
        Client client = world.client(account);
        String within = client.pull(Map.of("limit", 1)).cursor();
        assertThat(Cursor.parse(within)).isEqualTo(new Cursor(1, 1, 5, TypeFilter.ALL));

        database.getCollection("positions").updateOne(Filters.eq("_id", account.value()), Updates.set("seq", 3L));
        world.owner().goDown(); // else the page would go on with what its owner has
        Pull again = client.pull(Map.of("since", within));

        assertThat(Cursor.parse(again.cursor())).isEqualTo(new Cursor(1, 3, TypeFilter.ALL));
    }

    static List<String> places() {
        return List.of(
                "", new Cursor(1, 0, TypeFilter.ALL).text(), Instant.now().toString());
    }

    /** An empty page that says it is all would make a device forget everything. */
    @ParameterizedTest
    @MethodSource("places")
    void sync10_nobodyIsToldThatAnAccountIsEmptyWhileOnlyItsAbsentOwnerKnows(String since) {
        AccountId account = world.newAccount();
        world.owner().hideFromComparison(account);
        world.owner().commit(account, "one", "two");
        world.owner().goDown();
        Client client = world.client(account);

        HttpResponse<String> refused = client.get(CHANGES, Map.of("since", since));
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        try (EventStream stream = client.stream("", Map.of("since", since))) {
            assertThat(stream.status()).isEqualTo(503);
        }

        world.owner().comeBack();
        assertThat(client.pull(Map.of("since", since)).ids()).containsExactly("one", "two");
    }

    /** Deletes it, and lets its tombstone be purged. */
    private void forget(AccountId account, String name) {
        world.publish(world.owner().commit(account, Edit.deletion("party", name)));
        long floor = world.owner().head(account);
        await().until(() -> feed.position(account).seq() == floor);
        world.owner().purge(account, floor);
        await().until(() -> feed.position(account).floor() == floor
                && database.getCollection("feed")
                                .countDocuments(
                                        Filters.and(Filters.eq("_id.u", account.value()), Filters.eq("m", "DELETED")))
                        == 0);
    }
}
