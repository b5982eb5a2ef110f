package dev.hoard.localstack.infrastructure;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.Document;

/** The replica set of one node, which MongoDB needs for transactions and change streams. */
final class ReplicaSet {

    static final String NAME = "rs0";

    private static final int NOT_YET_INITIALISED = 94;

    private final String host;
    private boolean configured;

    /** Of the node reached at this {@code host:port}. */
    ReplicaSet(String host) {
        this.host = host;
    }

    String uri() {
        return "mongodb://" + host + "/?replicaSet=" + NAME;
    }

    /** Configures the set at the first call that gets an answer, then tells whether it takes writes. */
    boolean isWritable() {
        try (MongoClient client = connect()) {
            MongoDatabase admin = client.getDatabase("admin");
            if (!configured) {
                configure(admin);
                configured = true;
            }
            return admin.runCommand(new Document("hello", 1)).getBoolean("isWritablePrimary", false);
        }
    }

    private void configure(MongoDatabase admin) {
        try {
            Document config =
                    admin.runCommand(new Document("replSetGetConfig", 1)).get("config", Document.class);
            Document member = config.getList("members", Document.class).getFirst();
            if (!host.equals(member.getString("host"))) {
                // The data was last served on another port.
                member.put("host", host);
                config.put("version", config.getInteger("version") + 1);
                admin.runCommand(new Document("replSetReconfig", config).append("force", true));
            }
        } catch (MongoCommandException e) {
            if (e.getErrorCode() != NOT_YET_INITIALISED) {
                throw e;
            }
            Document member = new Document("_id", 0).append("host", host);
            admin.runCommand(
                    new Document("replSetInitiate", new Document("_id", NAME).append("members", List.of(member))));
        }
    }

    private MongoClient connect() {
        return MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString("mongodb://" + host + "/?directConnection=true"))
                .applyToClusterSettings(cluster -> cluster.serverSelectionTimeout(2, TimeUnit.SECONDS))
                .build());
    }
}
