package dev.hoard.export.importing;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Sorts;
import dev.hoard.platform.id.AccountId;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The imports that were applied. */
@Component
class Imports {

    private static final String ACCOUNT = "account";
    private static final String REPORT = "report";

    private final MongoCollection<Document> imports;
    private final JsonMapper json;

    Imports(MongoDatabase database, JsonMapper json) {
        this.imports = database.getCollection("imports");
        this.json = json;
        imports.createIndex(Indexes.ascending(ACCOUNT, "at"));
    }

    Optional<ImportReport> find(AccountId account, UUID id) {
        return Optional.ofNullable(imports.find(key(account, id)).first()).map(this::report);
    }

    /** The account's imports, newest first. */
    List<ImportReport> list(AccountId account) {
        return imports.find(Filters.eq(ACCOUNT, account.value()))
                .sort(Sorts.descending("at"))
                .map(this::report)
                .into(new ArrayList<>());
    }

    void save(AccountId account, ImportReport report, ImportReport.Applied applied) {
        Document document = new Document("_id", report.id())
                .append(ACCOUNT, account.value())
                .append("at", Date.from(applied.at()))
                .append("epoch", applied.epoch())
                .append("from", applied.from())
                .append("to", applied.to())
                .append(REPORT, json.writeValueAsString(report));
        imports.replaceOne(key(account, report.id()), document, new ReplaceOptions().upsert(true));
    }

    private static Bson key(AccountId account, UUID id) {
        return Filters.and(Filters.eq("_id", id), Filters.eq(ACCOUNT, account.value()));
    }

    private ImportReport report(Document document) {
        return json.readValue(document.getString(REPORT), ImportReport.class);
    }
}
