package dev.hoard.sync.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hoard.platform.id.AccountId;
import dev.hoard.sync.feed.Feed;
import dev.hoard.sync.fixture.Surroundings;
import dev.hoard.sync.fixture.SyncServiceTest;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@SyncServiceTest
class StatusTest {

    @Autowired
    private Surroundings world;

    @Autowired
    private Feed feed;

    @AfterEach
    void ownerIsBack() {
        world.owner().comeBack();
    }

    @Test
    void sync13_theStatusComparesTheFeedWithItsOwner() {
        AccountId account = world.newAccount();
        world.owner().hideFromComparison(account);
        world.commitAndPublish(account, "one");
        await().until(() -> feed.position(account).seq() == 1);
        world.owner().commit(account, "two", "three");

        assertThat(status(account)).isEqualTo("{\"epoch\":1,\"head\":3,\"position\":1,\"lag\":2}");

        world.owner().goDown();
        assertThat(status(account)).isEqualTo("{\"epoch\":1,\"head\":1,\"position\":1,\"lag\":0}");
    }

    private String status(AccountId account) {
        return world.client(account).get("/api/v1/sync/status", Map.of()).body();
    }
}
