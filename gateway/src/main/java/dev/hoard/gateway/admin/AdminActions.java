package dev.hoard.gateway.admin;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.security.Tier;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.springframework.stereotype.Repository;

/** The collection {@code admin_actions}: {@code {_id: UUID, type, target, admin, tier?, reason, at}}. */
@Repository
public class AdminActions {

    private final MongoCollection<Document> actions;

    AdminActions(MongoDatabase database) {
        this.actions = database.getCollection("admin_actions");
        actions.createIndex(Indexes.compoundIndex(Indexes.ascending("target"), Indexes.descending("at")));
        actions.createIndex(Indexes.descending("at"));
    }

    void add(ClientSession transaction, AdminAction action) {
        Tier tier = action.tier();
        actions.insertOne(
                transaction,
                new Document("_id", action.id())
                        .append("type", action.type().name())
                        .append("target", action.target().value())
                        .append("admin", action.admin().value())
                        .append("tier", tier == null ? null : tier.name())
                        .append("reason", action.reason())
                        .append("at", Date.from(action.at())));
    }

    /** The newest actions, newest first. */
    List<AdminAction> newest(int limit) {
        return list(new BsonDocument(), limit);
    }

    /** What was done to one account, newest first. */
    public List<AdminAction> about(AccountId target) {
        return list(Filters.eq("target", target.value()), 0);
    }

    private List<AdminAction> list(Bson filter, int limit) {
        return actions.find(filter)
                .sort(Sorts.descending("at", "_id"))
                .limit(limit)
                .map(AdminActions::action)
                .into(new ArrayList<>());
    }

    private static AdminAction action(Document document) {
        String tier = document.getString("tier");
        return new AdminAction(
                document.get("_id", UUID.class),
                AdminAction.Type.valueOf(document.getString("type")),
                new AccountId(document.get("target", UUID.class)),
                new AccountId(document.get("admin", UUID.class)),
                tier == null ? null : Tier.valueOf(tier),
                document.getString("reason"),
                document.getDate("at").toInstant());
    }
}
