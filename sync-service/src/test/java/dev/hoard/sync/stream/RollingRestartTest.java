package dev.hoard.sync.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hoard.platform.id.AccountId;
import dev.hoard.sync.fixture.Client.Pull;
import dev.hoard.sync.fixture.EventStream;
import dev.hoard.sync.fixture.Instance;
import dev.hoard.sync.fixture.Surroundings;
import dev.hoard.sync.fixture.SyncServiceTest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Two instances share one feed and one consumer group. */
@SyncServiceTest
class RollingRestartTest {

    @Autowired
    private Surroundings world;

    /** Commits go on while an instance stops: each of its clients reads on at the other one where it was. */
    @Test
    void sync11_whenAnInstanceStopsItsStreamsGoOnAtTheOtherWithoutAGapOrARepetition() {
        List<AccountId> accounts = Stream.generate(world::newAccount).limit(6).toList();
        AtomicBoolean enough = new AtomicBoolean();
        List<EventStream> before = new ArrayList<>();
        List<EventStream> after = new ArrayList<>();
        Instance stopping = Instance.start(world);
        CompletableFuture<Void> writer = Surroundings.meanwhile(() -> write(accounts, enough));
        try {
            accounts.forEach(account -> before.add(stopping.client(account).stream("", Map.of())));
            await().untilAsserted(() -> assertThat(before)
                    .allSatisfy(stream -> assertThat(stream.lastNumber()).isGreaterThan(20)));
            stopping.close();
            await().until(() -> before.stream().allMatch(EventStream::hasEnded));
            for (int i = 0; i < accounts.size(); i++) {
                after.add(world.client(accounts.get(i)).stream(before.get(i).lastId(), Map.of()));
            }
            await().untilAsserted(() -> assertThat(after)
                    .allSatisfy(stream -> assertThat(stream.pages()).hasSizeGreaterThan(5)));
            enough.set(true);
            writer.join();
            for (int i = 0; i < accounts.size(); i++) {
                EventStream stream = after.get(i);
                long head = world.owner().head(accounts.get(i));
                await().untilAsserted(() -> assertThat(stream.lastNumber()).isEqualTo(head));
                List<Pull> pages = new ArrayList<>(before.get(i).pages());
                pages.addAll(stream.pages());
                assertAddUp(accounts.get(i), pages);
            }
        } finally {
            enough.set(true);
            stopping.close();
            before.forEach(EventStream::close);
            after.forEach(EventStream::close);
        }
    }

    private void write(List<AccountId> accounts, AtomicBoolean enough) {
        for (int i = 0; !enough.get(); i++) {
            String[] names = {"new" + i, "hot" + i % 3};
            accounts.forEach(account -> world.commitAndPublish(account, names));
        }
    }

    private void assertAddUp(AccountId account, List<Pull> pages) {
        long end = 0;
        Map<String, String> held = new HashMap<>();
        for (Pull page : pages) {
            assertThat(page.from())
                    .as("the next page begins where the last one ended")
                    .isEqualTo(end);
            assertThat(page.numbers()).isSorted().allMatch(seq -> seq > page.from() && seq <= page.to());
            page.changes()
                    .forEach(change -> held.put(change.required("resourceId").asString(), change.toString()));
            end = page.to();
        }
        assertThat(end).isEqualTo(world.owner().head(account));
        assertThat(held.values())
                .containsExactlyInAnyOrderElementsOf(world.owner().latest(account));
    }
}
