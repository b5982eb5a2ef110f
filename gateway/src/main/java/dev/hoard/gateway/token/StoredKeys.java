package dev.hoard.gateway.token;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Sorts;
import com.nimbusds.jose.jwk.ECKey;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.bson.types.Binary;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Repository;

/**
 * The collection {@code signing_keys}: {@code {_id: number, kid, public: JWK, sealed: encrypted private JWK,
 * signsFrom, createdAt}}. This is the only place a private key is kept.
 */
@Repository
class StoredKeys {

    private static final Logger LOG = LoggerFactory.getLogger(StoredKeys.class);

    private final MongoCollection<Document> keys;
    private final KeySeal seal;

    StoredKeys(MongoDatabase database, KeySeal seal) {
        this.keys = database.getCollection("signing_keys");
        this.seal = seal;
    }

    /** All keys, oldest first. */
    List<SigningKey> list() {
        return keys.find().sort(Sorts.ascending("_id")).map(this::read).into(new ArrayList<>());
    }

    /** False when another gateway has taken that number. */
    boolean add(SigningKey key, Instant now) {
        try {
            keys.insertOne(new Document("_id", key.number())
                    .append("kid", key.kid())
                    .append("public", key.jwk().toPublicJWK().toJSONString())
                    .append("sealed", new Binary(seal.seal(key.kid(), key.jwk().toJSONString())))
                    .append("signsFrom", Date.from(key.signsFrom()))
                    .append("createdAt", Date.from(now)));
            return true;
        } catch (MongoWriteException e) {
            if (e.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) {
                return false;
            }
            throw e;
        }
    }

    private SigningKey read(Document document) {
        String kid = document.getString("kid");
        String jwk = seal.open(kid, document.get("sealed", Binary.class).getData())
                .orElseGet(() -> {
                    LOG.warn("Signing key {} was sealed under another master key: it verifies, but signs no more", kid);
                    return document.getString("public");
                });
        try {
            return new SigningKey(
                    document.getInteger("_id"),
                    ECKey.parse(jwk),
                    document.getDate("signsFrom").toInstant());
        } catch (ParseException e) {
            throw new IllegalStateException("signing key " + kid + " is damaged", e);
        }
    }
}
