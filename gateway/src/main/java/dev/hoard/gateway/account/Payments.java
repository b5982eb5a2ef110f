package dev.hoard.gateway.account;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import dev.hoard.platform.id.AccountId;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.springframework.stereotype.Repository;

/** The collection {@code payments}: {@code {_id: UUID, userId, amountCents, currency, status, at}}. */
@Repository
public class Payments {

    private final MongoCollection<Document> payments;

    Payments(MongoDatabase database) {
        this.payments = database.getCollection("payments");
        payments.createIndex(Indexes.compoundIndex(Indexes.ascending("userId"), Indexes.descending("at")));
    }

    /** An account's payments, newest first. */
    public List<PaymentTransaction> list(AccountId account) {
        return payments.find(Filters.eq("userId", account.value()))
                .sort(Sorts.descending("at"))
                .map(Payments::payment)
                .into(new ArrayList<>());
    }

    private static PaymentTransaction payment(Document document) {
        return new PaymentTransaction(
                String.valueOf(document.get("_id")),
                document.getLong("amountCents"),
                document.getString("currency"),
                document.getString("status"),
                document.getDate("at").toInstant());
    }
}
