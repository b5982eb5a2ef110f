package dev.hoard.campaign.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hoard.campaign.document.Content;
import dev.hoard.campaign.document.Documents;
import dev.hoard.campaign.document.ResourceType;
import dev.hoard.campaign.document.Revision;
import dev.hoard.localstack.infrastructure.Part;
import dev.hoard.localstack.testing.WithLocalStack;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.id.Uuids;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pages of documents that are large: they end by their size, and the next one goes on behind them. */
@WithLocalStack(Part.MONGODB)
class LargePagesTest {

    private static final int MEBIBYTE = 1024 * 1024;
    private static final int DOCUMENTS = 20;
    private static final Documents.Filter ALL =
            new Documents.Filter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private final Instances instances = new Instances();
    private final Instances.Running instance = instances.start();
    private final AccountId account = new AccountId(Uuids.v7());
    private final List<UUID> ids =
            IntStream.range(0, DOCUMENTS).mapToObj(i -> new UUID(7, i)).toList();

    @BeforeEach
    void fill() {
        for (int i = 0; i < DOCUMENTS; i++) {
            instance.commits().insert(List.of(commit(i)));
        }
        instance.sequence().head(account);
    }

    @AfterEach
    void stop() {
        instances.close();
    }

    @Test
    void data1_aListEndsBeforeItIsTooLarge() {
        List<UUID> listed = new ArrayList<>();
        Documents.Run run = instance.documents().list(account, ResourceType.CREATURE, ALL, Optional.empty(), 500);
        while (run.more()) {
            assertThat(run.documents()).hasSize(8);
            run.documents().forEach(document -> listed.add(document.id()));
            run = instance.documents().list(account, ResourceType.CREATURE, ALL, Optional.of(listed.getLast()), 500);
        }
        run.documents().forEach(document -> listed.add(document.id()));

        assertThat(listed).isEqualTo(ids);
    }

    @Test
    void sync8_aPageOfPrunedChangesEndsBeforeItIsTooLarge() {
        instance.refresh();
        instance.purgeAt(instances.clock().instant().plus(Duration.ofDays(31)), 1000);

        assertThat(instance.changes(account)).hasSize(8).allMatch(change -> change.length() > MEBIBYTE);
    }

    private Commit commit(int index) {
        Instant now = Instant.now();
        Revision revision = new Revision(
                ids.get(index),
                ResourceType.CREATURE,
                index + 1,
                now,
                now,
                Content.stored("{\"name\":\"" + "n".repeat(MEBIBYTE) + "\"}"));
        return new Commit(
                account, index, 1, now, "test", null, List.of(), List.of(new Change(revision, 0, null)), null);
    }
}
