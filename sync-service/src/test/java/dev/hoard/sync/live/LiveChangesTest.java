package dev.hoard.sync.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.id.Uuids;
import dev.hoard.sync.change.Change;
import dev.hoard.sync.change.ChangeRange;
import dev.hoard.sync.change.DocumentKey;
import dev.hoard.sync.change.Mark;
import dev.hoard.sync.page.TypeFilter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LiveChangesTest {

    private final LiveChanges live = new LiveChanges(new LiveProperties(Duration.ofMinutes(1), 2));
    private final AccountId one = new AccountId(Uuids.v7());
    private final AccountId other = new AccountId(Uuids.v7());

    @Test
    void aChangeGoesToTheFollowersOfItsAccountOnly() {
        List<LiveRange> ofOne = new ArrayList<>();
        List<LiveRange> ofOther = new ArrayList<>();
        try (LiveChanges.Following _ = live.follow(one, ofOne::add);
                LiveChanges.Following _ = live.follow(other, ofOther::add)) {
            live.passed(range(one, 0, 2));
        }
        live.passed(range(one, 2, 3));

        assertThat(ofOne).extracting(passed -> passed.range().to()).containsExactly(2L);
        assertThat(ofOther).isEmpty();
        assertThat(live.isFollowed(one)).isFalse();
    }

    @Test
    void allStreamsOfAnAccountShareOneRendering() {
        List<LiveRange> passed = new ArrayList<>();
        try (LiveChanges.Following _ = live.follow(one, passed::add);
                LiveChanges.Following _ = live.follow(one, passed::add)) {
            live.passed(range(one, 0, 2));
        }

        assertThat(passed).hasSize(2);
        assertThat(passed.get(0).after(0, TypeFilter.ALL))
                .isSameAs(passed.get(1).after(0, TypeFilter.parse("")));
        assertThat(passed.get(0).after(0, TypeFilter.parse("creature")).to()).isEqualTo(2);
        assertThat(new String(passed.get(0).after(1, TypeFilter.ALL).json(), StandardCharsets.UTF_8))
                .startsWith("{\"from\":1,\"to\":2,\"head\":2,\"epoch\":1,\"changes\":[text2],");
    }

    @Test
    void theHeadOfARecentAccountIsRemembered() {
        live.passed(one, 1, 7);
        live.passed(one, 1, 5);
        assertThat(live.findHead(one)).hasValue(new KnownHead(1, 7));
        live.passed(one, 2, 3);
        assertThat(live.findHead(one)).hasValue(new KnownHead(2, 3));

        live.passed(other, 1, 1);
        live.passed(one, 2, 4);
        live.passed(new AccountId(Uuids.v7()), 1, 1);

        assertThat(live.findHead(one))
                .as("the longest silent is forgotten first")
                .isPresent();
        assertThat(live.findHead(other)).isEmpty();
    }

    private static ChangeRange range(AccountId account, long from, long to) {
        return new ChangeRange(
                account,
                1,
                from,
                to,
                LongStream.rangeClosed(from + 1, to)
                        .mapToObj(seq -> new Change(
                                new DocumentKey("party", String.valueOf(seq)),
                                seq,
                                Instant.EPOCH,
                                Mark.NONE,
                                "text" + seq))
                        .toList());
    }
}
