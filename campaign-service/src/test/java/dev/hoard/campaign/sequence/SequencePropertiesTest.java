package dev.hoard.campaign.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** What holds where nobody set anything, which is what the protocol promises. */
class SequencePropertiesTest {

    @Test
    void sync5_aBaseIsKeptForThirtyDaysAndFiftyThousandChanges() {
        assertThat(kept().history()).isEqualTo(Duration.ofDays(30));
        assertThat(kept().changes()).isEqualTo(50_000);
    }

    @Test
    void sync10_aTombstoneIsKeptForNinetyDays() {
        assertThat(kept().tombstones()).isEqualTo(Duration.ofDays(90));
    }

    @Test
    void sync6_aResolvedConflictIsKeptForNinetyDays() {
        assertThat(kept().conflicts()).isEqualTo(Duration.ofDays(90));
    }

    private static SequenceProperties.Kept kept() {
        return new Binder(new MapConfigurationPropertySource(Map.of()))
                .bindOrCreate("hoard.sequence", SequenceProperties.class)
                .kept();
    }
}
