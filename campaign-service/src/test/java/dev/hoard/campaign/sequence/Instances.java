package dev.hoard.campaign.sequence;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.ReadConcern;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import dev.hoard.campaign.conflict.Conflicts;
import dev.hoard.campaign.document.Documents;
import dev.hoard.localstack.testing.LocalStack;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.id.Uuids;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bson.UuidRepresentation;

/** Several processes of the service, without their HTTP, over one real database that is theirs alone. */
public final class Instances implements AutoCloseable {

    private static final int MOST_WAITING = 100;

    private final Queue<String> commands = new ConcurrentLinkedQueue<>();
    private final MongoClient client;
    private final MongoDatabase database;

    public Instances() {
        client = MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(LocalStack.shared().mongoUri()))
                .uuidRepresentation(UuidRepresentation.STANDARD)
                .writeConcern(WriteConcern.MAJORITY.withJournal(true))
                .readConcern(ReadConcern.MAJORITY)
                .addCommandListener(new CommandListener() {
                    @Override
                    public void commandStarted(CommandStartedEvent event) {
                        commands.add(event.getCommandName());
                    }
                })
                .build());
        database = client.getDatabase("campaign_" + Uuids.v7().toString().replace("-", ""));
        Running first = start();
        first.documents().prepare();
        first.chunks().prepare();
        first.commits().prepare();
    }

    /** What the database was asked while something was done. */
    public List<String> commandsOf(Runnable work) {
        commands.clear();
        work.run();
        return List.copyOf(commands);
    }

    public MongoDatabase database() {
        return database;
    }

    /** An instance that works. */
    public Running start() {
        return start(new Views(new Documents(database), new Conflicts(database)));
    }

    /** An instance that knows the account, and dies behind its next commit: that is in, and nothing else is. */
    public Running startOneThatDiesBehindTheCommit(AccountId account) {
        AtomicBoolean dying = new AtomicBoolean();
        View view = new Views(new Documents(database), new Conflicts(database));
        Running running = start(changes -> {
            if (dying.get()) {
                throw new Died();
            }
            view.rollForward(changes);
        });
        running.sequence().meet(account);
        dying.set(true);
        return running;
    }

    @Override
    public void close() {
        database.drop();
        client.close();
    }

    private Running start(View view) {
        Chunks chunks = new Chunks(database);
        Commits commits = new Commits(database, chunks);
        Accounts accounts = new Accounts(database);
        Epochs epochs = new Epochs(database);
        Sequence sequence = new Sequence(
                commits,
                new GroupCommit(commits, view, MOST_WAITING),
                chunks,
                view,
                accounts,
                epochs,
                new Lanes(1000, Duration.ofSeconds(30)));
        return new Running(
                new Documents(database),
                new Conflicts(database),
                chunks,
                commits,
                sequence,
                new History(
                        sequence,
                        commits,
                        accounts,
                        new Documents(database),
                        new Conflicts(database),
                        Clock.systemUTC()),
                accounts,
                epochs);
    }

    /** One process. */
    public record Running(
            Documents documents,
            Conflicts conflicts,
            Chunks chunks,
            Commits commits,
            Sequence sequence,
            History history,
            Accounts accounts,
            Epochs epochs) {

        /** What every process does every few seconds. */
        public void refresh() {
            sequence.refreshEpoch();
            sequence.markApplied();
        }

        public long raiseEpoch(Instant now) {
            return sequence.raiseEpoch(now);
        }

        public List<String> changes(AccountId account) {
            return history.changes(account, 0, 1000).changes;
        }

        public Map<AccountId, Long> headsSince(Instant since) {
            return history.headsSince(since).heads();
        }

        /** A purge at an instant, with a history of a month and tombstones of three, at most so many changes whole. */
        public void purgeAt(Instant now, int mostChanges) {
            new Purge(
                            documents,
                            conflicts,
                            commits,
                            accounts,
                            epochs,
                            new SequenceProperties.Kept(
                                    Duration.ofDays(90), Duration.ofDays(30), mostChanges, Duration.ofDays(90)),
                            Clock.fixed(now, ZoneOffset.UTC))
                    .run();
        }
    }

    /** The end of a process. */
    public static final class Died extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
