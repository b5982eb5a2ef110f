package dev.hoard.sync.digest;

import dev.hoard.platform.id.AccountId;
import dev.hoard.sync.change.DocumentKey;
import dev.hoard.sync.feed.FeedInstants;
import dev.hoard.sync.feed.FeedInstants.FeedInstant;
import dev.hoard.sync.feed.Position;
import dev.hoard.sync.feed.RowKey;
import dev.hoard.sync.owner.Owner;
import dev.hoard.sync.page.PageBuilder;
import dev.hoard.sync.page.TypeFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/** Digests an account's feed, and reads what a client found to differ. */
@Component
class DigestReader {

    /** The most that an answer holds, in characters; a single larger document still makes one. */
    private static final DataSize PAGE_SIZE = DataSize.ofMegabytes(2);

    private static final int ROWS_AT_ONCE = 100;

    private final FeedInstants instants;
    private final Owner owner;

    DigestReader(FeedInstants instants, Owner owner) {
        this.instants = instants;
        this.owner = owner;
    }

    Digest digest(AccountId account, TypeFilter types) {
        return instants.read(account, instant -> digest(instant, types));
    }

    FetchPage fetch(AccountId account, FetchRequest request) {
        return instants.read(account, instant -> fetch(instant, request));
    }

    private Digest digest(FeedInstant instant, TypeFilter types) {
        Map<String, TypeDigest> digests = new TreeMap<>();
        types.each().forEach(type -> digests.put(type, new TypeDigest()));
        instant.scan(0, types, row -> {
            digests.computeIfAbsent(row.document().type(), type -> new TypeDigest())
                    .add(row.document().id(), row.rev());
            return true;
        });
        return new Digest(instant.position().seq(), epoch(instant.position()), digests);
    }

    private FetchPage fetch(FeedInstant instant, FetchRequest request) {
        Position position = instant.position();
        PageBuilder page = new PageBuilder(
                position.epoch(), request.after(), request.types(), request.limit(), PAGE_SIZE.toBytes());
        List<DocumentKey> keys = keys(instant, request);
        boolean more = true;
        for (int i = 0; more && i < keys.size(); i += ROWS_AT_ONCE) {
            more = instant.list(keys.subList(i, Math.min(keys.size(), i + ROWS_AT_ONCE))).stream()
                    .allMatch(page::add);
        }
        return new FetchPage(position.seq(), epoch(position), page.build(0));
    }

    /** What is wanted, ascending; one more than fits on a page tells whether there is more. */
    private static List<DocumentKey> keys(FeedInstant instant, FetchRequest request) {
        String type = request.types().names().first();
        List<DocumentKey> keys = new ArrayList<>();
        Predicate<RowKey> collector = row -> {
            keys.add(row.document());
            return keys.size() <= request.limit();
        };
        switch (request.wanted()) {
            case FetchRequest.Ids(Set<String> ids) ->
                instant.find(
                        request.after(),
                        ids.stream().map(id -> new DocumentKey(type, id)).toList(),
                        collector);
            case FetchRequest.Buckets buckets ->
                instant.scan(
                        request.after(),
                        request.types(),
                        row -> !buckets.hold(row.document().id()) || collector.test(row));
        }
        return keys;
    }

    /** Of an account that the feed has never heard of only the owner knows the epoch. */
    private long epoch(Position position) {
        return position.isUnknown() ? owner.head(position.account()).epoch() : position.epoch();
    }
}
