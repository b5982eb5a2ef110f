package dev.hoard.sync.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.id.Uuids;
import dev.hoard.sync.change.Change;
import dev.hoard.sync.change.ChangeRange;
import dev.hoard.sync.change.DocumentKey;
import dev.hoard.sync.change.Mark;
import dev.hoard.sync.live.LiveRange;
import dev.hoard.sync.page.Cursor;
import dev.hoard.sync.page.TypeFilter;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class BacklogTest {

    private static final AccountId ACCOUNT = new AccountId(Uuids.v7());

    private static final Cursor SENT = new Cursor(1, 100, TypeFilter.ALL);

    private final Backlog backlog = new Backlog(2, 100, () -> {});

    @Test
    void sync11_aStreamIsNotLiveWhileSomethingThatHappenedIsUnsent() {
        backlog.offer(range(1, 5, 6, 10));

        assertThat(backlog.goLive(1, 5)).isFalse();
        assertThat(backlog.headIn(1)).isEqualTo(6);
        assertThat(backlog.next(SENT)).isEqualTo(new Backlog.Behind());
        assertThat(backlog.goLive(1, 6)).isTrue();
    }

    @Test
    void sync11_aNewEpochKeepsAStreamOfTheOldOneFromGoingLive() {
        backlog.heard(2, 1);

        assertThat(backlog.goLive(1, 100)).isFalse();
        assertThat(backlog.headIn(1)).isZero();
        assertThat(backlog.goLive(2, 1)).isTrue();
    }

    @Test
    void aLiveStreamGetsWhatHappensInOrder() {
        LiveRange first = range(1, 5, 6, 10);
        LiveRange second = range(1, 6, 7, 10);
        assertThat(backlog.goLive(1, 5)).isTrue();
        backlog.offer(first);
        backlog.offer(second);

        assertThat(backlog.next(SENT)).isEqualTo(new Backlog.Happened(first));
        assertThat(backlog.next(SENT)).isEqualTo(new Backlog.Happened(second));
        assertThat(backlog.next(SENT)).isEqualTo(new Backlog.Silence());
    }

    @Test
    void sync11_tooManyRangesOverflow() {
        assertThat(backlog.goLive(1, 5)).isTrue();
        for (int i = 5; i < 8; i++) {
            backlog.offer(range(1, i, i + 1, 1));
        }

        assertThat(backlog.next(SENT)).isEqualTo(new Backlog.Overflowed());
    }

    @Test
    void sync11_tooMuchTextOverflows() {
        assertThat(backlog.goLive(1, 5)).isTrue();
        backlog.offer(range(1, 5, 6, 101));

        assertThat(backlog.next(SENT)).isEqualTo(new Backlog.Overflowed());
    }

    @Test
    void whatWasTakenMakesRoom() {
        assertThat(backlog.goLive(1, 0)).isTrue();
        for (int i = 0; i < 20; i++) {
            backlog.offer(range(1, i, i + 1, 60));
            assertThat(backlog.next(SENT)).isInstanceOf(Backlog.Happened.class);
        }
    }

    @Test
    void aStreamThatCatchesUpNeverOverflows() {
        for (int i = 5; i < 50; i++) {
            backlog.offer(range(1, i, i + 1, 60));
        }

        assertThat(backlog.next(SENT)).isEqualTo(new Backlog.Behind());
        assertThat(backlog.headIn(1)).isEqualTo(50);
    }

    @Test
    void aClosedBacklogEndsItsStreamWhateverIsWaiting() {
        assertThat(backlog.goLive(1, 5)).isTrue();
        backlog.offer(range(1, 5, 6, 1));
        backlog.close();

        assertThat(backlog.next(SENT)).isEqualTo(new Backlog.Closed());
    }

    private static LiveRange range(long epoch, long from, long to, int length) {
        Change change = new Change(new DocumentKey("party", "p"), to, Instant.EPOCH, Mark.NONE, "x".repeat(length));
        return new LiveRange(new ChangeRange(ACCOUNT, epoch, from, to, List.of(change)));
    }
}
