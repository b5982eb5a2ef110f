package dev.hoard.campaign.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hoard.campaign.creature.CreatureShape;
import dev.hoard.campaign.document.ResourceType;
import dev.hoard.campaign.document.Revision;
import dev.hoard.campaign.document.Rulebook;
import dev.hoard.campaign.encounter.EncounterShape;
import dev.hoard.campaign.party.PartyShape;
import dev.hoard.campaign.preferences.PreferencesShape;
import dev.hoard.campaign.sequence.Instances;
import dev.hoard.localstack.infrastructure.Part;
import dev.hoard.localstack.testing.WithLocalStack;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.id.Uuids;
import dev.hoard.platform.observability.Traces;
import io.micrometer.tracing.Tracer;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@WithLocalStack(Part.MONGODB)
class BulkCrashTest {

    private final Instances instances = new Instances();
    private final AccountId account = new AccountId(Uuids.v7());

    @AfterEach
    void close() {
        instances.close();
    }

    @Test
    void sync1_aCrashBehindABulkCommitLosesNothing() throws Exception {
        UUID id = Uuids.v7();
        BulkOrder order =
                new BulkOrder(BulkOrder.Mode.UPSERT, Uuids.v7(), null, Set.of(ResourceType.CREATURE), false, "import");
        BulkCommits dying = bulkCommits(instances.startOneThatDiesBehindTheCommit(account));
        assertThatThrownBy(() -> dying.run(account, order, body(id))).isInstanceOf(Instances.Died.class);

        Instances.Running next = instances.start();
        BulkResult again = bulkCommits(next).run(account, order, body(id));
        next.sequence().meet(account);

        assertThat(again.created()).isEqualTo(1);
        assertThat(next.sequence().head(account)).isEqualTo(1);
        assertThat(next.documents().find(account, id)).map(Revision::rev).hasValue(1L);
    }

    @Test
    void sync5_whatABulkCommitSupersedesAfterLongIsKept() throws Exception {
        UUID id = Uuids.v7();
        Instances.Running instance = instances.start();
        BulkCommits commits = bulkCommits(instance);
        commits.run(account, order(BulkOrder.Mode.UPSERT), body(id));
        instances.advance(Duration.ofDays(40));

        commits.run(account, order(BulkOrder.Mode.REPLACE), body(Uuids.v7()));
        instance.refresh();
        instance.purgeAt(instances.clock().instant(), 1000);

        assertThat(instance.documents().find(account, id)).map(Revision::live).hasValue(false);
        assertThat(instance.history().findRevision(account, 1))
                .hasValueSatisfying(buried -> assertThat(buried.text()).contains("Goblin"));
    }

    private static BulkOrder order(BulkOrder.Mode mode) {
        return new BulkOrder(mode, Uuids.v7(), null, Set.of(ResourceType.CREATURE), false, "import");
    }

    private BulkCommits bulkCommits(Instances.Running process) {
        return new BulkCommits(
                new Rulebook(
                        List.of(PartyShape.RULES, EncounterShape.RULES, CreatureShape.RULES, PreferencesShape.RULES)),
                process.documents(),
                process.commits(),
                process.chunks(),
                process.sequence(),
                new Traces(Tracer.NOOP),
                instances.clock());
    }

    private static InputStream body(UUID id) {
        return new ByteArrayInputStream(
                "{\"resourceType\":\"creature\",\"resourceId\":\"%s\",\"data\":{\"name\":\"Goblin\"}}\n"
                        .formatted(id)
                        .getBytes(StandardCharsets.UTF_8));
    }
}
