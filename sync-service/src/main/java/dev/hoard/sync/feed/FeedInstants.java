package dev.hoard.sync.feed;

import com.mongodb.ClientSessionOptions;
import com.mongodb.MongoException;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import dev.hoard.sync.change.Change;
import dev.hoard.sync.change.DocumentKey;
import dev.hoard.sync.page.TypeFilter;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;

/**
 * Shows a whole feed as it was at one position. Pages need no such thing, since what they miss comes in a later page; a
 * digest does: everything is read at one instant of the database, and at one at which no step is half written.
 */
@Component
public final class FeedInstants {

    private static final ClientSessionOptions SNAPSHOT =
            ClientSessionOptions.builder().snapshot(true).build();
    private static final int TRIES = 50;
    private static final Duration PAUSE = Duration.ofMillis(20);

    /** The database cannot show this instant because a collection or an index was just made. */
    private static final int SNAPSHOT_UNAVAILABLE = 246;

    private final MongoClient client;
    private final Positions positions;
    private final Rows rows;

    FeedInstants(MongoClient client, Positions positions, Rows rows) {
        this.client = client;
        this.positions = positions;
        this.rows = rows;
    }

    /**
     * Reads the account's feed.
     *
     * @throws ProblemException UNAVAILABLE when steps follow each other so closely that no instant between two is found
     */
    public <T> T read(AccountId account, Function<FeedInstant, T> reader) {
        for (int i = 0; i < TRIES; i++) {
            try (ClientSession instant = client.startSession(SNAPSHOT)) {
                Position position = positions.find(instant, account).orElseGet(() -> Position.unknown(account));
                if (!rows.areAhead(instant, position)) {
                    return reader.apply(new FeedInstant(instant, position, rows));
                }
            } catch (MongoException e) {
                if (e.getCode() != SNAPSHOT_UNAVAILABLE) {
                    throw e;
                }
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        throw new ProblemException(
                Problem.of(ProblemType.UNAVAILABLE, "The account is being written to without a pause.")
                        .retryAfter(Duration.ofSeconds(1)));
    }

    /** A feed at one position. */
    public static final class FeedInstant {

        private final ClientSession session;
        private final Position position;
        private final Rows rows;

        FeedInstant(ClientSession session, Position position, Rows rows) {
            this.session = session;
            this.position = position;
            this.rows = rows;
        }

        public Position position() {
            return position;
        }

        /** Shows all living documents above a number, ascending, until the reader answers false. */
        public void scan(long after, TypeFilter types, Predicate<RowKey> reader) {
            rows.scanKeys(session, position, after, types, reader);
        }

        /** The same of these documents only. */
        public void find(long after, Collection<DocumentKey> documents, Predicate<RowKey> reader) {
            rows.findKeys(session, position, after, documents, reader);
        }

        /** The changes of those of these documents that live, ascending. */
        public List<Change> list(Collection<DocumentKey> documents) {
            return rows.list(session, position, documents);
        }
    }
}
