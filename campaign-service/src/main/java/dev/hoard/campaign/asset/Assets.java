package dev.hoard.campaign.asset;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Filters.ne;
import static com.mongodb.client.model.Filters.or;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import dev.hoard.platform.id.AccountId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * The assets of all accounts: {@code {_id: {u: account, i: id}, fileName, contentType, size, sha256, state, createdAt,
 * expiresAt, completedAt?}}. Each change of state is one conditional update, so of two that race one finds it done.
 */
final class Assets {

    private static final FindOneAndUpdateOptions AFTER =
            new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER);

    private static final Bson REMOVAL = Updates.set("state", AssetState.REMOVED.name());

    private final MongoCollection<Document> assets;

    Assets(MongoDatabase database) {
        this.assets = database.getCollection("assets");
    }

    /** What an account has, or may still get by uploads that are open. */
    record Usage(long bytes, int count) {}

    /** Makes the indexes: an account's list goes by id; the sweep finds what is due without looking at what is ready. */
    void prepare() {
        assets.createIndex(Indexes.ascending("_id.u", "_id.i"));
        assets.createIndex(Indexes.ascending("state", "expiresAt"));
    }

    /** False if the account has an asset of that id. */
    boolean insert(Asset asset) {
        try {
            assets.insertOne(document(asset));
            return true;
        } catch (MongoWriteException e) {
            if (e.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) {
                return false;
            }
            throw e;
        }
    }

    /** Opens a refused asset again, with the times it has now; false if it is not refused any more. */
    boolean reopen(Asset asset) {
        return assets.updateOne(
                                and(key(asset), eq("state", AssetState.REFUSED.name())),
                                Updates.combine(
                                        Updates.set("state", AssetState.PENDING.name()),
                                        Updates.set("createdAt", Date.from(asset.createdAt())),
                                        Updates.set("expiresAt", Date.from(asset.expiresAt()))))
                        .getMatchedCount()
                == 1;
    }

    /** There is no room for a pending asset. */
    void refuse(Asset asset) {
        assets.updateOne(
                and(key(asset), eq("state", AssetState.PENDING.name())),
                Updates.set("state", AssetState.REFUSED.name()));
    }

    /** The asset in whatever state. */
    Optional<Asset> find(AccountId account, UUID id) {
        return Optional.ofNullable(assets.find(eq("_id", key(account, id))).first())
                .map(Assets::asset);
    }

    /** Assets that stand, by id, those after {@code after}. */
    List<Asset> list(AccountId account, Instant now, Optional<UUID> after, int limit) {
        Bson standing = or(
                eq("state", AssetState.READY.name()),
                and(eq("state", AssetState.PENDING.name()), gt("expiresAt", Date.from(now))));
        Bson own = eq("_id.u", account.value());
        return assets.find(after.map(id -> and(own, gt("_id.i", id), standing)).orElseGet(() -> and(own, standing)))
                .sort(Sorts.ascending("_id.i"))
                .limit(limit)
                .map(Assets::asset)
                .into(new ArrayList<>());
    }

    /** All that are ready, by id. */
    List<Asset> listReady(AccountId account) {
        return assets.find(and(eq("_id.u", account.value()), eq("state", AssetState.READY.name())))
                .sort(Sorts.ascending("_id.i"))
                .map(Assets::asset)
                .into(new ArrayList<>());
    }

    /** What was removed counts while its upload is open: a file may still come by it. */
    Usage usage(AccountId account, Instant now) {
        Bson open = and(ne("state", AssetState.REFUSED.name()), gt("expiresAt", Date.from(now)));
        Bson counts = or(eq("state", AssetState.READY.name()), open);
        Document sum = assets.aggregate(List.of(
                        Aggregates.match(and(eq("_id.u", account.value()), counts)),
                        Aggregates.group(null, Accumulators.sum("bytes", "$size"), Accumulators.sum("count", 1))))
                .first();
        return sum == null ? new Usage(0, 0) : new Usage(sum.getLong("bytes"), sum.getInteger("count"));
    }

    /** Makes a pending asset ready; empty if it is not pending any more. */
    Optional<Asset> finish(Asset asset, Instant now) {
        Bson ready = Updates.combine(
                Updates.set("state", AssetState.READY.name()), Updates.set("completedAt", Date.from(now)));
        return Optional.ofNullable(assets.findOneAndUpdate(
                        and(key(asset), eq("state", AssetState.PENDING.name())), ready, AFTER))
                .map(Assets::asset);
    }

    /** Takes an asset out of sight, in whatever state it is; empty if there is none. */
    Optional<Asset> remove(AccountId account, UUID id) {
        return Optional.ofNullable(assets.findOneAndUpdate(eq("_id", key(account, id)), REMOVAL, AFTER))
                .map(Assets::asset);
    }

    /** The same for one that was found due, unless it became ready meanwhile. */
    boolean expire(Asset asset) {
        return assets.updateOne(and(key(asset), ne("state", AssetState.READY.name())), REMOVAL)
                        .getMatchedCount()
                == 1;
    }

    /** Deletes the record of a removed asset. */
    void forget(Asset asset) {
        assets.deleteOne(and(key(asset), eq("state", AssetState.REMOVED.name())));
    }

    /** Hands over those that are not ready and whose time is over. */
    void forEachDue(Instant now, Consumer<Asset> consumer) {
        Bson unready = in("state", AssetState.PENDING.name(), AssetState.REFUSED.name(), AssetState.REMOVED.name());
        assets.find(and(unready, lte("expiresAt", Date.from(now))))
                .forEach(document -> consumer.accept(asset(document)));
    }

    private static Bson key(Asset asset) {
        return eq("_id", key(asset.account(), asset.id()));
    }

    private static Document key(AccountId account, UUID id) {
        return new Document("u", account.value()).append("i", id);
    }

    private static Document document(Asset asset) {
        AnnouncedFile file = asset.file();
        return new Document("_id", key(asset.account(), asset.id()))
                .append("fileName", file.name())
                .append("contentType", file.type().mediaType())
                .append("size", file.size())
                .append("sha256", file.sha256())
                .append("state", asset.state().name())
                .append("createdAt", Date.from(asset.createdAt()))
                .append("expiresAt", Date.from(asset.expiresAt()));
    }

    private static Asset asset(Document document) {
        Document id = document.get("_id", Document.class);
        return new Asset(
                new AccountId(id.get("u", UUID.class)),
                id.get("i", UUID.class),
                new AnnouncedFile(
                        document.getString("fileName"),
                        AssetType.of(document.getString("contentType")),
                        document.getLong("size"),
                        document.getString("sha256")),
                AssetState.valueOf(document.getString("state")),
                document.getDate("createdAt").toInstant(),
                document.getDate("expiresAt").toInstant(),
                instant(document.getDate("completedAt")));
    }

    private static @Nullable Instant instant(@Nullable Date date) {
        return date == null ? null : date.toInstant();
    }
}
