package dev.hoard.sync.device;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.security.Caller;
import dev.hoard.platform.security.Tier;
import dev.hoard.sync.fixture.Surroundings;
import dev.hoard.sync.fixture.SyncServiceTest;
import dev.hoard.sync.page.Cursor;
import dev.hoard.sync.page.TypeFilter;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Two instances on one database. */
@SyncServiceTest
class DevicesTest {

    @Autowired
    private Surroundings world;

    @Autowired
    private MongoDatabase database;

    @Autowired
    private DeviceProperties properties;

    @Test
    void sync13_aDeviceIsKnownAtOnceWhereItWasSeenAndToTheOthersOnceItIsWritten() {
        AccountId account = world.newAccount();
        Devices here = new Devices(database, properties, Clock.systemUTC());
        Devices there = new Devices(database, properties, Clock.systemUTC());

        here.note(caller(account), cursor(1));
        assertThat(here.list(account)).extracting(Device::cursor).containsExactly(cursor(1));
        assertThat(there.list(account)).isEmpty();

        here.write();
        assertThat(there.list(account)).extracting(Device::session).containsExactly("phone");
        assertThat(there.list(account)).extracting(Device::cursor).containsExactly(cursor(1));

        there.note(caller(account), cursor(2)); // its next request was led to the other instance
        assertThat(there.list(account)).extracting(Device::cursor).containsExactly(cursor(2));
        there.write();
        assertThat(here.list(account)).extracting(Device::cursor).containsExactly(cursor(2));
    }

    private static Caller caller(AccountId account) {
        return new Caller(
                account, "phone", Tier.FREE, Set.of(), Set.of(), Instant.now().plusSeconds(60));
    }

    private static Cursor cursor(long seq) {
        return new Cursor(1, seq, TypeFilter.ALL);
    }
}
