package dev.hoard.campaign.sequence;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoWriteConcernException;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoDatabase;
import dev.hoard.campaign.document.Content;
import dev.hoard.campaign.document.Documents;
import dev.hoard.campaign.document.ResourceType;
import dev.hoard.campaign.document.Revision;
import dev.hoard.localstack.infrastructure.Part;
import dev.hoard.localstack.testing.WithLocalStack;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.id.Uuids;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A write that reached one server and not the others yet. */
@WithLocalStack(Part.MONGODB)
class WriteConcernTest {

    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    /** More servers than there are. */
    private static final WriteConcern TOO_MANY = new WriteConcern(7).withWTimeout(100, TimeUnit.MILLISECONDS);

    private final Instances instances = new Instances();
    private final AccountId account = new AccountId(Uuids.v7());

    @AfterEach
    void stop() {
        instances.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"commit", "documents"})
    void err4_aWriteThatMayNotBeDurableIsAnOutageAndNoFaultOfOurs(String what) {
        MongoDatabase database = instances.database().withWriteConcern(TOO_MANY);
        Revision revision =
                new Revision(Uuids.v7(), ResourceType.CREATURE, 1, NOON, NOON, Content.stored("{\"name\":\"Goblin\"}"));
        Commit commit =
                new Commit(account, 0, 1, NOON, "test", null, List.of(), List.of(new Change(revision, 0, null)), null);
        ThrowingCallable write = what.equals("commit")
                ? () -> new Commits(database, new Chunks(database)).insert(List.of(commit))
                : () -> new Documents(database).rollForward(Map.of(account, List.of(revision)));

        // which StorageOutage answers with 503
        assertThatThrownBy(write).isInstanceOf(MongoWriteConcernException.class);
    }
}
