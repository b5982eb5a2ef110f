package dev.hoard.sync.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import dev.hoard.platform.id.AccountId;
import dev.hoard.sync.device.Devices;
import dev.hoard.sync.feed.Feed;
import dev.hoard.sync.fixture.Client;
import dev.hoard.sync.fixture.EventStream;
import dev.hoard.sync.fixture.FakeOwner.Edit;
import dev.hoard.sync.fixture.Surroundings;
import dev.hoard.sync.fixture.SyncServiceTest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.util.ReflectionTestUtils;
import tools.jackson.databind.json.JsonMapper;

@SyncServiceTest
class StatusTest {

    @Autowired
    private Surroundings world;

    @Autowired
    private Feed feed;

    @Autowired
    private Devices devices;

    @Autowired
    private MongoDatabase database;

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

        assertThat(status(account))
                .isEqualTo("{\"epoch\":1,\"head\":3,\"position\":1,\"lag\":2,\"openConflicts\":0,\"devices\":[]}");

        world.owner().goDown();
        assertThat(status(account)).startsWith("{\"epoch\":1,\"head\":1,\"position\":1,\"lag\":0,");
    }

    @Test
    void sync13_openConflictsAreCounted() {
        AccountId account = world.newAccount();
        world.publish(world.owner()
                .commit(
                        account,
                        Edit.conflict("a", "open"),
                        Edit.conflict("b", "open"),
                        Edit.conflict("c", "open"),
                        Edit.party("open").with("open")));
        world.publish(world.owner().commit(account, Edit.conflict("b", "resolved"), Edit.deletion("conflict", "c")));
        await().until(() -> feed.position(account).seq() == 6);

        assertThat(status(account)).contains("\"openConflicts\":1,");
    }

    @Test
    void sync13_eachDeviceIsShownWithItsCursorBeforeAndAfterItIsWritten() {
        AccountId account = world.newAccount();
        world.commitAndPublish(account, "one", "two", "three");
        await().until(() -> feed.position(account).seq() == 3);
        Client phone = world.client(account, "phone", Duration.ofMinutes(5));
        Client laptop = world.client(account, "laptop", Duration.ofMinutes(5));
        String second = phone.pull(Map.of("limit", 2)).cursor();
        phone.pull(Map.of("since", second));
        try (EventStream stream = laptop.stream("", Map.of())) {
            await().until(() -> stream.numbers().size() == 3);
            await().untilAsserted(() -> assertThat(devices(laptop))
                    .containsExactlyInAnyOrder(
                            "phone 2 " + second + " false", "laptop 3 " + stream.lastId() + " true"));
        }

        write();
        assertThat(database.getCollection("devices").countDocuments(Filters.eq("_id.u", account.value())))
                .isEqualTo(2);
        phone.pull(Map.of("since", phone.pull(Map.of()).cursor()));
        assertThat(devices(phone)).anyMatch(device -> device.startsWith("phone 3 ") && device.endsWith(" true"));
        assertThat(devices(world.client(world.newAccount()))).isEmpty();
    }

    @Test
    void sync13_aDeviceWasSeenWhenItLastAsked() {
        AccountId account = world.newAccount();
        world.commitAndPublish(account, "one", "two");
        await().until(() -> feed.position(account).seq() == 2);
        Client phone = world.client(account, "phone", Duration.ofMinutes(5));
        phone.pull(Map.of("since", phone.pull(Map.of("limit", 1)).cursor()));
        Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);

        phone.pull(Map.of("since", phone.pull(Map.of()).cursor()));

        Instant after = Instant.now();
        assertThat(seenAt(phone)).isBetween(before, after);
        write();
        assertThat(seenAt(phone)).isBetween(before, after);
    }

    private static Instant seenAt(Client client) {
        return Instant.parse(new JsonMapper()
                .readTree(client.get("/api/v1/sync/status", Map.of()).body())
                .required("devices")
                .required(0)
                .required("seenAt")
                .asString());
    }

    private void write() {
        ReflectionTestUtils.invokeMethod(devices, "write"); // otherwise due in a minute
    }

    private static List<String> devices(Client client) {
        List<String> devices = new ArrayList<>();
        new JsonMapper()
                .readTree(client.get("/api/v1/sync/status", Map.of()).body())
                .required("devices")
                .forEach(device -> devices.add(device.required("session").asString() + " "
                        + device.required("seq").asLong() + " "
                        + device.required("cursor").asString() + " "
                        + device.required("current").asBoolean()));
        return devices;
    }

    private String status(AccountId account) {
        return world.client(account).get("/api/v1/sync/status", Map.of()).body();
    }
}
