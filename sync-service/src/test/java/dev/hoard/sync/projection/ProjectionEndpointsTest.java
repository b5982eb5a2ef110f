package dev.hoard.sync.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.security.ServiceTokens;
import dev.hoard.platform.web.InternalPort;
import dev.hoard.sync.feed.Feed;
import dev.hoard.sync.fixture.Client;
import dev.hoard.sync.fixture.FakeOwner.Edit;
import dev.hoard.sync.fixture.Surroundings;
import dev.hoard.sync.fixture.SyncServiceTest;
import dev.hoard.sync.page.Cursor;
import dev.hoard.sync.page.TypeFilter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@SyncServiceTest
class ProjectionEndpointsTest {

    @Autowired
    private Surroundings world;

    @Autowired
    private Feed feed;

    @Autowired
    private MongoDatabase database;

    @Autowired
    private InternalPort internalPort;

    @Autowired
    private ServiceTokens tokens;

    @AfterEach
    void ownerIsBack() {
        world.owner().comeBack();
    }

    @Test
    void thePositionTellsHowFarTheFeedHasCome() throws Exception {
        AccountId account = world.newAccount();
        assertThat(call("GET", account, "position").body())
                .isEqualTo("{\"userId\":\"" + account + "\",\"epoch\":0,\"seq\":0}");
        world.commitAndPublish(account, "one", "two");
        await().until(() -> feed.position(account).seq() == 2);

        assertThat(call("GET", account, "position").body())
                .isEqualTo("{\"userId\":\"" + account + "\",\"epoch\":1,\"seq\":2}");
    }

    @Test
    void aRebuildReadsTheFeedAgainFromTheOwner() throws Exception {
        AccountId account = world.newAccount();
        world.commitAndPublish(account, "one", "two");
        await().until(() -> feed.position(account).seq() == 2);
        long generation = feed.position(account).generation();

        assertThat(call("POST", account, "rebuild").statusCode()).isEqualTo(204);

        assertThat(feed.position(account).seq()).isEqualTo(2);
        assertThat(feed.position(account).generation()).isGreaterThan(generation);
    }

    @Test
    void sync1_aRebuildAfterANewEpochGivesTheOwnersNumbersAndEndsTheOldCursors() throws Exception {
        AccountId account = world.newAccount();
        world.owner().hideFromComparison(account);
        world.commitAndPublish(account, "kept", "lost", "changed");
        await().until(() -> feed.position(account).seq() == 3);
        Client client = world.client(account);
        String old = client.pull(Map.of("limit", 1)).cursor();
        world.owner().fallBack(account, 1);
        world.owner().commit(account, "changed", "new");

        assertThat(call("POST", account, "rebuild").statusCode()).isEqualTo(204);

        assertThat(call("GET", account, "position").body()).endsWith("\"epoch\":2,\"seq\":3}");
        Client.Pull page = client.pull(Map.of());
        assertThat(page.epoch()).isEqualTo(2);
        assertThat(page.numbers()).containsExactly(1L, 2L, 3L);
        assertThat(page.ids()).containsExactly("kept", "changed", "new");
        HttpResponse<String> expired = client.get("/api/v1/sync/changes", Map.of("since", old));
        assertThat(expired.statusCode()).isEqualTo(410);
        assertThat(expired.body()).contains("urn:hoard:problem:cursor-expired");
    }

    /** Of what is no longer kept the owner tells less than the feed was once told, and the feed is the same all the same. */
    @Test
    void sync10_aRebuildFromAnOwnerThatHasForgottenGivesTheSameFeed() throws Exception {
        AccountId account = world.newAccount();
        world.publish(world.owner()
                .commit(
                        account,
                        Edit.party("kept"),
                        Edit.party("gone").with("a secret"),
                        Edit.party("changed").with("before"),
                        Edit.deletion("party", "gone"),
                        Edit.party("late"),
                        Edit.party("changed").with("after"),
                        Edit.deletion("party", "late")));
        await().until(() -> feed.position(account).seq() == 7);
        world.owner().purge(account, 5);
        await().until(() -> feed.position(account).floor() == 5 && rows(account) == 3);
        Client client = world.client(account);
        Client.Pull before = client.pull(Map.of());
        String cursor = new Cursor(1, 6, TypeFilter.ALL).text();
        world.owner().prune(account, 6);

        assertThat(call("POST", account, "rebuild").statusCode()).isEqualTo(204);

        Client.Pull after = client.pull(Map.of());
        assertThat(after.numbers()).containsExactly(1L, 6L, 7L);
        assertThat(after).isEqualTo(before);
        assertThat(feed.position(account).floor()).isEqualTo(5);
        assertThat(rows(account)).isEqualTo(3);
        assertThat(client.pull(Map.of("since", cursor)).numbers()).containsExactly(7L);
        String below = new Cursor(1, 4, TypeFilter.ALL).text();
        assertThat(client.get("/api/v1/sync/changes", Map.of("since", below)).statusCode())
                .isEqualTo(410);
    }

    /** With nothing left of any feed, the accounts themselves are found again, however long ago they were written to. */
    @Test
    void sync8_anEmptiedDatabaseIsFilledAgainByOneCommand() throws Exception {
        AccountId account = world.newAccount();
        world.commitAndPublish(account, "one", "two");
        world.publish(world.owner().commit(account, Edit.party("one"), Edit.deletion("party", "two")));
        await().until(() -> feed.position(account).seq() == 4);
        world.owner().backdate(account, Instant.now().minus(Duration.ofDays(300)));
        Client client = world.client(account);
        Client.Pull before = client.pull(Map.of());
        world.owner().goDown();
        for (String collection : database.listCollectionNames()) {
            database.getCollection(collection).deleteMany(Filters.empty());
        }
        assertThat(feed.position(account).isUnknown()).isTrue();

        assertThat(call("POST", "rebuild").statusCode()).isEqualTo(202);
        world.owner().comeBack();

        await().until(() -> feed.position(account).seq() == 4);
        assertThat(client.pull(Map.of())).isEqualTo(before);
        assertThat(before.numbers()).containsExactly(3L, 4L);
        await().until(() -> !call("GET", "rebuild").body().contains("\"finishedAt\":null"));
    }

    private long rows(AccountId account) {
        return database.getCollection("feed").countDocuments(Filters.eq("_id.u", account.value()));
    }

    @Test
    void withoutTheOwnerARebuildIs503AndTheFeedStays() throws Exception {
        AccountId account = world.newAccount();
        world.commitAndPublish(account, "one");
        await().until(() -> feed.position(account).seq() == 1);
        world.owner().goDown();

        assertThat(call("POST", account, "rebuild").statusCode()).isEqualTo(503);
        assertThat(feed.position(account).seq()).isEqualTo(1);
    }

    /** One command for all accounts: damage is mended, numbers and cursors stay, and an owner who is away is waited for. */
    @Test
    void sync8_allFeedsAreBuiltAnewByOneCommand() throws Exception {
        List<AccountId> accounts = List.of(world.newAccount(), world.newAccount(), world.newAccount());
        Map<AccountId, String> cursors = new HashMap<>();
        for (AccountId account : accounts) {
            world.commitAndPublish(account, "one", "two");
            await().until(() -> feed.position(account).seq() == 2);
            cursors.put(account, world.client(account).pull(Map.of("limit", 1)).cursor());
            database.getCollection("feed")
                    .updateMany(Filters.eq("_id.u", account.value()), Updates.set("text", "{\"seq\":0}"));
        }
        world.owner().goDown();

        assertThat(call("POST", "rebuild").statusCode()).isEqualTo(202);
        assertThat(call("GET", "rebuild").body()).contains("\"finishedAt\":null");
        assertThat(world.client(accounts.getFirst()).pull(Map.of()).changes())
                .as("what was shown stays until there is better")
                .hasSize(2);
        world.owner().comeBack();

        await().atMost(Duration.ofMinutes(1))
                .until(() -> !call("GET", "rebuild").body().contains("\"finishedAt\":null"));
        for (AccountId account : accounts) {
            Client client = world.client(account);
            assertThat(client.pull(Map.of()).ids()).containsExactly("one", "two");
            assertThat(client.pull(Map.of()).numbers()).containsExactly(1L, 2L);
            assertThat(client.pull(Map.of("since", cursors.get(account))).ids()).containsExactly("two");
            assertThat(client.pull(Map.of()).epoch()).isEqualTo(1);
        }
    }

    private HttpResponse<String> call(String method, AccountId account, String what) throws Exception {
        return call(method, "accounts/" + account + "/" + what);
    }

    private HttpResponse<String> call(String method, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(
                                        URI.create("http://127.0.0.1:" + internalPort.number() + "/internal/" + path))
                                .header("Authorization", "Bearer " + tokens.mint())
                                .method(method, HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
