package dev.hoard.sync.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.security.ServiceTokens;
import dev.hoard.platform.web.InternalPort;
import dev.hoard.sync.feed.Feed;
import dev.hoard.sync.fixture.Surroundings;
import dev.hoard.sync.fixture.SyncServiceTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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

    private HttpResponse<String> call(String method, AccountId account, String what) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + internalPort.number()
                                        + "/internal/accounts/" + account + "/" + what))
                                .header("Authorization", "Bearer " + tokens.mint())
                                .method(method, HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
