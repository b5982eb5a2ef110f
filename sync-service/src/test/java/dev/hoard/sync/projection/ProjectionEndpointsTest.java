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
import dev.hoard.sync.fixture.Surroundings;
import dev.hoard.sync.fixture.SyncServiceTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
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
