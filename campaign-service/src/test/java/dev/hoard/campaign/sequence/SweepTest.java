package dev.hoard.campaign.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hoard.campaign.conflict.ConflictRecord;
import dev.hoard.campaign.document.Content;
import dev.hoard.campaign.document.ResourceType;
import dev.hoard.campaign.document.Revision;
import dev.hoard.localstack.infrastructure.Part;
import dev.hoard.localstack.testing.WithLocalStack;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.id.Uuids;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@WithLocalStack(Part.MONGODB)
class SweepTest {

    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    private final AccountId account = new AccountId(Uuids.v7());
    private Instances instances;
    private Instances.Running instance;

    @BeforeEach
    void start() {
        instances = new Instances();
        instance = instances.start();
    }

    @AfterEach
    void stop() {
        instances.close();
    }

    @Test
    void sync1_aViewLeftBehindIsRolledForwardOnceItsCommitIsOldEnough() {
        UUID id = Uuids.v7();
        instance.commits().insert(List.of(commit(0, change(id, 1))));

        sweepAt(NOON.plusSeconds(10)).rollForward();
        assertThat(instance.documents().find(account, id))
                .as("still being written")
                .isEmpty();

        sweepAt(NOON.plusSeconds(60)).rollForward();
        instance.sequence().markApplied();
        assertThat(instance.documents().find(account, id).orElseThrow().rev()).isEqualTo(1);
        assertThat(instance.accounts().get(account).applied()).isEqualTo(1);
    }

    @Test
    void chunksNobodyNamedAreRemovedAndNamedOnesAreKept() {
        UUID abandoned = Uuids.v7();
        UUID named = Uuids.v7();
        AccountId other = new AccountId(Uuids.v7());
        instance.chunks().stage(other, 0, abandoned, 0, NOON, List.of(change(Uuids.v7(), 1)));
        instance.chunks().stage(account, 0, named, 0, NOON, List.of(change(Uuids.v7(), 1)));
        Commit commit = new Commit(
                account,
                0,
                1,
                NOON,
                "test",
                null,
                List.of(new Receipt(Uuids.v7(), Fingerprint.of("bulk"), Receipt.Verdict.BULK, 0, false, false)),
                List.of(),
                new Commit.Bulk(named, 1, 1, 0, 0, 0));
        instance.commits()
                .insert(List.of(commit)); // and then it crashed, before it could say that the chunks are in use

        sweepAt(NOON.plus(Duration.ofMinutes(59))).removeAbandonedChunks();
        assertThat(instances.database().getCollection("commit_chunks").countDocuments())
                .isEqualTo(2);

        sweepAt(NOON.plus(Duration.ofMinutes(61))).removeAbandonedChunks();
        assertThat(instances.database().getCollection("commit_chunks").countDocuments())
                .isEqualTo(1);
        assertThat(instance.commits().findStep(account, 1)).isPresent();
    }

    @Test
    void theViewNeverGoesBack() {
        UUID id = Uuids.v7();
        instance.documents().rollForward(Map.of(account, List.of(change(id, 7).revision())));

        instance.documents()
                .rollForward(Map.of(
                        account,
                        List.of(change(id, 6).revision(), change(Uuids.v7(), 5).revision())));

        assertThat(instance.documents().find(account, id).orElseThrow().rev()).isEqualTo(7);
    }

    @Test
    void sync6_rollingForwardOverPrunedCommitsMakesNoDocumentsOfConflicts() {
        Content side = Content.stored("{\"name\":\"Goblin\"}");
        ConflictRecord conflict = SampleConflict.of(side, NOON);
        instance.commits().insert(List.of(commit(0, Change.of(conflict, 0, null))));
        instance.sequence().head(account);
        instance.refresh();
        instance.purgeAt(NOON.plus(Duration.ofDays(31)), 1000);
        instances.database().getCollection("accounts").drop(); // so that nobody knows how far the view is

        Instances.Running next = instances.start();
        next.sequence().meet(account);

        assertThat(next.documents().find(account, conflict.id())).isEmpty();
        assertThat(next.conflicts().find(account, conflict.id())).isPresent();
    }

    private Sweep sweepAt(Instant now) {
        return new Sweep(
                instance.sequence(),
                instance.commits(),
                instance.chunks(),
                instance.accounts(),
                new SweepPosition(instances.database()),
                Clock.fixed(now, ZoneOffset.UTC));
    }

    private Commit commit(long after, Change... changes) {
        return new Commit(account, after, 1, NOON, "test", null, List.of(), List.of(changes), null);
    }

    private static Change change(UUID id, long seq) {
        return new Change(
                new Revision(id, ResourceType.CREATURE, seq, NOON, NOON, Content.stored("{\"name\":\"Goblin\"}")),
                0,
                null);
    }
}
