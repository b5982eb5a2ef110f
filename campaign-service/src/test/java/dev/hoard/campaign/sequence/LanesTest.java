package dev.hoard.campaign.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.id.Uuids;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a process remembers of an account while several of its threads look at it. */
class LanesTest {

    private final Lanes lanes = new Lanes(10, Duration.ofSeconds(1));
    private final AccountId account = new AccountId(Uuids.v7());

    @Test
    void sync1_whoLookedBeforeAFailureDoesNotMakeTheLaneTrustWhatItSaw() {
        long whoLooked = lanes.with(account, Lanes.Lane::timesForgotten);
        lanes.forgetAll();

        boolean met = lanes.with(account, lane -> {
            lane.rolledTo(5, whoLooked);
            return lane.met();
        });

        assertThat(met).isFalse();
    }

    @Test
    void sync1_whoLookedBeforeACommitDoesNotSetTheLaneBack() {
        long applied = lanes.with(account, lane -> {
            long whoLooked = lane.timesForgotten();
            lane.rolledTo(6, whoLooked);
            lane.rolledTo(5, whoLooked);
            return lane.applied();
        });

        assertThat(applied).isEqualTo(6);
    }
}
