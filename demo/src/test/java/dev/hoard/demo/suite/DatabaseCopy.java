package dev.hoard.demo.suite;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.RawBsonDocument;

/** A service's database as it was at a moment in which the service did not run. */
final class DatabaseCopy {

    private final String mongo;
    private final String name;
    private final Map<String, List<RawBsonDocument>> collections = new HashMap<>();

    private DatabaseCopy(String mongo, String name) {
        this.mongo = mongo;
        this.name = name;
    }

    static DatabaseCopy of(String mongo, String name) {
        DatabaseCopy copy = new DatabaseCopy(mongo, name);
        try (MongoClient client = MongoClients.create(mongo)) {
            MongoDatabase database = client.getDatabase(name);
            for (String collection : database.listCollectionNames()) {
                copy.collections.put(
                        collection,
                        database.getCollection(collection, RawBsonDocument.class)
                                .find()
                                .into(new ArrayList<>()));
            }
        }
        return copy;
    }

    /** In the place of what is there now, as {@code mongorestore --drop} does it; the service makes its indexes itself. */
    void putBack() {
        try (MongoClient client = MongoClients.create(mongo)) {
            MongoDatabase database = client.getDatabase(name);
            database.drop();
            collections.forEach((collection, documents) -> {
                if (!documents.isEmpty()) {
                    database.getCollection(collection, RawBsonDocument.class).insertMany(documents);
                }
            });
        }
    }
}
