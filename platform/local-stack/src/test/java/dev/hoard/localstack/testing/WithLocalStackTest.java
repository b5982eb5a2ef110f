package dev.hoard.localstack.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClients;
import dev.hoard.localstack.infrastructure.S3Access;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.bson.Document;
import org.junit.jupiter.api.Test;

@WithLocalStack
class WithLocalStackTest {

    @Test
    void mongoIsAReplicaSetThatTakesTransactions() {
        String uri = System.getProperty("hoard.mongodb.uri");
        assertThat(uri).isEqualTo(LocalStack.shared().mongoUri());
        try (var client = MongoClients.create(uri);
                var session = client.startSession()) {
            var things = client.getDatabase("test").getCollection("things");
            session.withTransaction(() -> things.insertOne(session, new Document("_id", "one")));
            assertThat(things.countDocuments()).isEqualTo(1);
        }
    }

    @Test
    void kafkaServesTheProductsTopicsAndNoOthers() throws Exception {
        String bootstrapServers = System.getProperty("hoard.kafka.bootstrap-servers");
        assertThat(bootstrapServers).isEqualTo(LocalStack.shared().kafkaBootstrap());
        try (var admin = Admin.create(java.util.Map.of("bootstrap.servers", bootstrapServers))) {
            assertThat(admin.listTopics().names().get(30, TimeUnit.SECONDS))
                    .contains("campaign.changes", "campaign.changes.dlt", "erasure.acknowledged");
        }
    }

    @Test
    void s3IsDescribedByProperties() {
        S3Access s3 = LocalStack.shared().s3();
        assertThat(System.getProperty("hoard.s3.endpoint")).isEqualTo(s3.endpoint());
        assertThat(System.getProperty("hoard.s3.access-key")).isEqualTo(s3.accessKey());
        assertThat(System.getProperty("hoard.s3.secret-key")).isEqualTo(s3.secretKey());
        assertThat(System.getProperty("hoard.s3.region")).isEqualTo(s3.region());
        assertThat(System.getProperty("hoard.s3.server-side-encryption")).isEqualTo("true");
    }
}
