package dev.hoard.gateway.account;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import dev.hoard.gateway.password.PasswordHash;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.id.Uuids;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import dev.hoard.platform.security.Tier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/**
 * The collection {@code users}: {@code {_id: UUID, email, displayName, name: the display name in lower case,
 * passwordHash, roles, subscription: {tier, status, renewsAt?}, status, version, createdAt, updatedAt}}. The e-mail is
 * unique.
 */
@Repository
public class Accounts {

    private final MongoCollection<Document> users;

    Accounts(MongoDatabase database) {
        this.users = database.getCollection("users");
        users.createIndex(Indexes.ascending("email"), new IndexOptions().unique(true));
        users.createIndex(Indexes.ascending("name"));
        users.createIndex(Indexes.descending("createdAt"));
    }

    /** @throws ProblemException CONFLICT when the e-mail is taken */
    void add(Account account) {
        try {
            users.insertOne(document(account));
        } catch (MongoWriteException e) {
            if (e.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) {
                throw ProblemException.of(
                        ProblemType.CONFLICT, "There is already an account with this e-mail address.");
            }
            throw e;
        }
    }

    /** @throws ProblemException NOT_FOUND */
    public Account get(AccountId id) {
        return find(id).orElseThrow(() -> ProblemException.notFound("account"));
    }

    public Optional<Account> find(AccountId id) {
        return first(Filters.eq("_id", id.value()));
    }

    public Optional<Account> findByEmail(EmailAddress email) {
        return first(Filters.eq("email", email.value()));
    }

    /**
     * Stores the next version of an account.
     *
     * @return false when the account has moved on since it was read
     */
    public boolean replace(Account next) {
        return users.replaceOne(versionBefore(next), document(next)).getMatchedCount() == 1;
    }

    /** The same within a transaction. */
    public boolean replace(ClientSession session, Account next) {
        return users.replaceOne(session, versionBefore(next), document(next)).getMatchedCount() == 1;
    }

    /** Accounts whose e-mail or display name starts with {@code query}, or whose id it is; all for none; newest first. */
    public List<Account> search(@Nullable String query, int limit) {
        return users.find(matching(query))
                .sort(Sorts.descending("createdAt"))
                .limit(limit)
                .map(Accounts::account)
                .into(new ArrayList<>());
    }

    /** Accounts in the order of their ids, behind {@code after}. */
    public List<Account> list(@Nullable AccountId after, int limit) {
        return users.find(after == null ? new BsonDocument() : Filters.gt("_id", after.value()))
                .sort(Sorts.ascending("_id"))
                .limit(limit)
                .map(Accounts::account)
                .into(new ArrayList<>());
    }

    private Optional<Account> first(Bson filter) {
        return Optional.ofNullable(users.find(filter).map(Accounts::account).first());
    }

    private static Bson versionBefore(Account next) {
        return Filters.and(Filters.eq("_id", next.id().value()), Filters.eq("version", next.version() - 1));
    }

    private static Bson matching(@Nullable String query) {
        if (query == null || query.isBlank()) {
            return new BsonDocument();
        }
        String folded = query.strip().toLowerCase(Locale.ROOT);
        Pattern prefix = Pattern.compile("^" + Pattern.quote(folded));
        List<Bson> ways = new ArrayList<>(List.of(Filters.regex("email", prefix), Filters.regex("name", prefix)));
        Uuids.find(folded).ifPresent(id -> ways.add(Filters.eq("_id", id)));
        return Filters.or(ways);
    }

    private static Document document(Account account) {
        Subscription subscription = account.subscription();
        return new Document("_id", account.id().value())
                .append("email", account.email().value())
                .append("displayName", account.displayName())
                .append("name", account.displayName().toLowerCase(Locale.ROOT))
                .append("passwordHash", account.passwordHash().encoded())
                .append(
                        "roles",
                        account.roles().stream().map(Role::name).sorted().toList())
                .append(
                        "subscription",
                        new Document("tier", subscription.tier().name())
                                .append("status", subscription.status().name())
                                .append("renewsAt", date(subscription.renewsAt())))
                .append("status", account.status().name())
                .append("version", account.version())
                .append("createdAt", date(account.createdAt()))
                .append("updatedAt", date(account.updatedAt()));
    }

    private static Account account(Document document) {
        Document subscription = document.get("subscription", Document.class);
        return new Account(
                new AccountId(document.get("_id", UUID.class)),
                new EmailAddress(document.getString("email")),
                document.getString("displayName"),
                new PasswordHash(document.getString("passwordHash")),
                document.getList("roles", String.class).stream()
                        .map(Role::valueOf)
                        .collect(Collectors.toSet()),
                new Subscription(
                        Tier.valueOf(subscription.getString("tier")),
                        Subscription.Status.valueOf(subscription.getString("status")),
                        instant(subscription.getDate("renewsAt"))),
                AccountStatus.valueOf(document.getString("status")),
                document.getLong("version"),
                document.getDate("createdAt").toInstant(),
                document.getDate("updatedAt").toInstant());
    }

    private static @Nullable Date date(@Nullable Instant instant) {
        return instant == null ? null : Date.from(instant);
    }

    private static @Nullable Instant instant(@Nullable Date date) {
        return date == null ? null : date.toInstant();
    }
}
