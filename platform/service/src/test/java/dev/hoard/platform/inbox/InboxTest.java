package dev.hoard.platform.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.hoard.localstack.infrastructure.Part;
import dev.hoard.localstack.testing.LocalStack;
import dev.hoard.localstack.testing.WithLocalStack;
import java.time.Clock;
import java.util.UUID;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@WithLocalStack(Part.MONGODB)
class InboxTest {

    private final MongoClient client = MongoClients.create(LocalStack.shared().mongoUri());
    private final MongoDatabase database =
            client.getDatabase("inbox_" + UUID.randomUUID().toString().substring(0, 8));
    private final MongoCollection<Document> effects = database.getCollection("effects");
    private final Inbox inbox = new Inbox(client, database, Clock.systemUTC());

    @AfterEach
    void close() {
        database.drop();
        client.close();
    }

    @Test
    void anEventTakesEffectOnceForEachConsumer() {
        assertThat(once("schedules", "e1")).isTrue();
        assertThat(once("schedules", "e1")).isFalse();
        assertThat(once("quotas", "e1")).isTrue();

        assertThat(effects.countDocuments()).isEqualTo(2);
    }

    @Test
    void aFailedEffectLeavesNoReceipt() {
        assertThatThrownBy(() -> inbox.once("schedules", "e1", session -> {
                    effects.insertOne(session, new Document());
                    throw new IllegalStateException("half-way");
                }))
                .hasMessage("half-way");
        assertThat(effects.countDocuments()).isZero();

        assertThat(once("schedules", "e1")).isTrue();
        assertThat(effects.countDocuments()).isEqualTo(1);
    }

    private boolean once(String consumer, String event) {
        return inbox.once(consumer, event, session -> effects.insertOne(session, new Document("event", event)));
    }
}
