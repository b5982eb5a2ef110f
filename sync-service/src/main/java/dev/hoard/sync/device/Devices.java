package dev.hoard.sync.device;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.WriteModel;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.security.Caller;
import dev.hoard.sync.page.Cursor;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * The devices of all accounts, collection {@code devices}: {@code {_id: {u: account, s: session}, cursor, at}}. A
 * request only notes its cursor in memory; a minute's notes are one write. What a killed instance had noted is lost,
 * and noted again with the device's next request.
 */
@Component
public class Devices {

    private static final Logger LOG = LoggerFactory.getLogger(Devices.class);

    private static final String ACCOUNT = "_id.u";
    private static final String AT = "at";
    private static final String CURSOR = "cursor";
    private static final ReplaceOptions UPSERT = new ReplaceOptions().upsert(true);

    private final MongoCollection<Document> devices;
    private final DeviceProperties properties;
    private final Clock clock;
    private final Map<Key, Device> noted = new ConcurrentHashMap<>();

    Devices(MongoDatabase database, DeviceProperties properties, Clock clock) {
        this.devices = database.getCollection("devices");
        this.properties = properties;
        this.clock = clock;
        devices.createIndex(Indexes.ascending(ACCOUNT));
        devices.createIndex(
                Indexes.ascending(AT),
                new IndexOptions().expireAfter(properties.keep().toSeconds(), TimeUnit.SECONDS));
    }

    /** The caller's device has everything up to the cursor. */
    public void note(Caller caller, Cursor cursor) {
        Key key = new Key(caller.account(), caller.session());
        if (noted.size() < properties.most() || noted.containsKey(key)) {
            noted.put(key, new Device(caller.session(), cursor, clock.instant()));
        }
    }

    /** The account's devices, the one seen last first. */
    public List<Device> list(AccountId account) {
        Map<String, Device> bySession = new HashMap<>();
        for (Document document : devices.find(Filters.eq(ACCOUNT, account.value()))) {
            Device device = device(document);
            bySession.put(device.session(), device);
        }
        noted.forEach((key, device) -> {
            if (key.account().equals(account)) {
                bySession.merge(device.session(), device, Devices::later);
            }
        });
        return bySession.values().stream()
                .sorted(Comparator.comparing(Device::seenAt).reversed())
                .toList();
    }

    @Scheduled(fixedDelayString = "${hoard.device.write-every:60s}")
    @PreDestroy
    void write() {
        Map<Key, Device> due = Map.copyOf(noted);
        if (due.isEmpty()) {
            return;
        }
        List<WriteModel<Document>> upserts = new ArrayList<>();
        due.forEach((key, device) -> upserts.add(upsert(key, device)));
        try {
            devices.bulkWrite(upserts, new BulkWriteOptions().ordered(false));
            due.forEach(noted::remove);
        } catch (MongoException e) {
            LOG.warn("Where {} devices stand could not be written, the next try is due in a minute", due.size(), e);
        }
    }

    private static WriteModel<Document> upsert(Key key, Device device) {
        Document id = new Document("u", key.account().value()).append("s", key.session());
        return new ReplaceOneModel<>(
                Filters.eq("_id", id),
                new Document("_id", id).append(CURSOR, device.cursor().text()).append(AT, Date.from(device.seenAt())),
                UPSERT);
    }

    private static Device later(Device one, Device other) {
        return one.seenAt().isAfter(other.seenAt()) ? one : other;
    }

    private static Device device(Document document) {
        return new Device(
                document.get("_id", Document.class).getString("s"),
                Cursor.parse(document.getString(CURSOR)),
                document.getDate(AT).toInstant());
    }

    private record Key(AccountId account, String session) {}
}
