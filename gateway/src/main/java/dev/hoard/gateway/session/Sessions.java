package dev.hoard.gateway.session;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import dev.hoard.platform.id.AccountId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Binary;
import org.springframework.stereotype.Repository;

/**
 * The collection {@code sessions}: {@code {_id: UUID, userId, deviceName, addressPrefix, generation, tokenHash,
 * createdAt, rotatedAt, expiresAt, revokedAt?}}. {@code tokenHash} is of the refresh token that is valid now. Rows are
 * dropped 90 days after the session's end.
 */
@Repository
public class Sessions {

    private static final long KEPT_DAYS = 90;

    private final MongoCollection<Document> sessions;

    Sessions(MongoDatabase database) {
        this.sessions = database.getCollection("sessions");
        sessions.createIndex(Indexes.compoundIndex(Indexes.ascending("userId"), Indexes.descending("createdAt")));
        sessions.createIndex(Indexes.ascending("revokedAt"), new IndexOptions().sparse(true));
        sessions.createIndex(Indexes.ascending("expiresAt"), new IndexOptions().expireAfter(KEPT_DAYS, TimeUnit.DAYS));
    }

    void add(Session session, byte[] tokenHash) {
        sessions.insertOne(new Document("_id", session.id())
                .append("userId", session.account().value())
                .append("deviceName", session.deviceName())
                .append("addressPrefix", session.addressPrefix())
                .append("generation", session.generation())
                .append("tokenHash", new Binary(tokenHash))
                .append("createdAt", Date.from(session.createdAt()))
                .append("rotatedAt", Date.from(session.rotatedAt()))
                .append("expiresAt", Date.from(session.expiresAt())));
    }

    Optional<Session> find(UUID id) {
        return Optional.ofNullable(
                sessions.find(Filters.eq("_id", id)).map(Sessions::session).first());
    }

    /** All sessions of an account, dead ones too, newest first. */
    public List<Session> list(AccountId account) {
        return sessions.find(Filters.eq("userId", account.value()))
                .sort(Sorts.descending("createdAt"))
                .map(Sessions::session)
                .into(new ArrayList<>());
    }

    /** Sessions revoked at or after {@code since}, oldest first. */
    List<Session> revokedSince(Instant since) {
        return sessions.find(Filters.gte("revokedAt", Date.from(since)))
                .sort(Sorts.ascending("revokedAt"))
                .map(Sessions::session)
                .into(new ArrayList<>());
    }

    /**
     * Replaces the valid refresh token by its successor, in one step.
     *
     * @return false when {@code current} is not the valid token of a live session
     */
    boolean rotate(UUID id, byte[] current, byte[] successor, Instant now, Instant expiresAt) {
        Bson valid = Filters.and(
                Filters.eq("_id", id),
                Filters.eq("tokenHash", new Binary(current)),
                Filters.eq("revokedAt", null),
                Filters.gt("expiresAt", Date.from(now)));
        Bson next = Updates.combine(
                Updates.inc("generation", 1),
                Updates.set("tokenHash", new Binary(successor)),
                Updates.set("rotatedAt", Date.from(now)),
                Updates.set("expiresAt", Date.from(expiresAt)));
        return sessions.updateOne(valid, next).getModifiedCount() == 1;
    }

    /** Ends one session of an account; false when it has none such that is not ended yet. */
    boolean revoke(AccountId account, UUID id, Instant now) {
        Bson session = Filters.and(Filters.eq("_id", id), unrevokedOf(account));
        return sessions.updateOne(session, Updates.set("revokedAt", Date.from(now)))
                        .getModifiedCount()
                == 1;
    }

    void revokeAll(AccountId account, Instant now) {
        sessions.updateMany(unrevokedOf(account), Updates.set("revokedAt", Date.from(now)));
    }

    /** The same within a transaction. */
    public void revokeAll(ClientSession transaction, AccountId account, Instant now) {
        sessions.updateMany(transaction, unrevokedOf(account), Updates.set("revokedAt", Date.from(now)));
    }

    private static Bson unrevokedOf(AccountId account) {
        return Filters.and(Filters.eq("userId", account.value()), Filters.eq("revokedAt", null));
    }

    private static Session session(Document document) {
        Date revokedAt = document.getDate("revokedAt");
        return new Session(
                document.get("_id", UUID.class),
                new AccountId(document.get("userId", UUID.class)),
                document.getString("deviceName"),
                document.getString("addressPrefix"),
                document.getInteger("generation"),
                document.getDate("createdAt").toInstant(),
                document.getDate("rotatedAt").toInstant(),
                document.getDate("expiresAt").toInstant(),
                revokedAt == null ? null : revokedAt.toInstant());
    }
}
