package dev.hoard.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hoard.platform.id.AccountId;
import dev.hoard.sync.fixture.Client;
import dev.hoard.sync.fixture.EventStream;
import dev.hoard.sync.fixture.Surroundings;
import dev.hoard.sync.fixture.SyncServiceTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@SyncServiceTest
class StartTest {

    @Autowired
    private Surroundings world;

    @Test
    void aChangeReachesThePageAndTheStream() {
        AccountId account = world.newAccount();
        Client client = world.client(account);
        try (EventStream stream = client.stream("", Map.of())) {
            world.commitAndPublish(account, "one", "two");
            await().untilAsserted(() -> assertThat(stream.numbers()).isEqualTo(List.of(1L, 2L)));
            await().untilAsserted(
                    () -> assertThat(client.pull(Map.of()).numbers()).isEqualTo(List.of(1L, 2L)));
        }
    }
}
