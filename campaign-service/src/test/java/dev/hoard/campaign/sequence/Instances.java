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
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.bson.UuidRepresentation;

/** Several processes of the service, without their HTTP, over one real database that is theirs alone. */
public final class Instances implements AutoCloseable {

    private static final int MOST_WAITING = 100;

    private final Queue<String> commands = new ConcurrentLinkedQueue<>();
    private final MovedClock clock = new MovedClock();
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

    /** The time of all instances: that of the system, and whatever tests have put on top. */
    public Clock clock() {
        return clock;
    }

    /** Lets time go by. */
    public void advance(Duration time) {
        clock.ahead.accumulateAndGet(time, Duration::plus);
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
                new Lanes(1000, Duration.ofSeconds(30)),
                clock);
        return new Running(
                new Documents(database),
                new Conflicts(database),
                chunks,
                commits,
                sequence,
                new History(sequence, commits, accounts, new Documents(database), new Conflicts(database), clock),
                accounts,
                epochs,
                clock);
    }

    private static class SteppingClock extends Clock {

        private final Supplier<Instant> instants;

        SteppingClock(Supplier<Instant> instants) {
            this.instants = instants;
        }

        @Override
        public Instant instant() {
            return instants.get();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }

    private static final class MovedClock extends SteppingClock {

        private final AtomicReference<Duration> ahead;

        MovedClock() {
            this(new AtomicReference<>(Duration.ZERO));
        }

        private MovedClock(AtomicReference<Duration> ahead) {
            super(() -> Instant.now().plus(ahead.get()));
            this.ahead = ahead;
        }

        void reach(Instant instant) {
            ahead.accumulateAndGet(
                    Duration.between(Instant.now(), instant), (one, other) -> one.compareTo(other) > 0 ? one : other);
        }
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
            Epochs epochs,
            MovedClock clock) {

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

        /**
         * A purge at an instant, which is then reached for all instances, with a history of a month and tombstones of three,
         * at most so many changes whole.
         */
        public void purgeAt(Instant now, int mostChanges) {
            clock.reach(now);
            purge(Clock.fixed(now, ZoneOffset.UTC), mostChanges);
        }

        /** A purge that takes two minutes for each of its steps. */
        public void purgeSlowly(Instant start) {
            AtomicReference<Instant> now = new AtomicReference<>(start);
            purge(
                    new SteppingClock(() -> now.getAndAccumulate(start, (then, _) -> then.plus(Duration.ofMinutes(2)))),
                    Integer.MAX_VALUE);
        }

        /** What a purge leaves behind that dies when it has moved a floor. */
        public void moveFloor(AccountId account, long floor) {
            accounts.raiseFloor(account, floor, clock.instant());
        }

        private void purge(Clock clockOfPurge, int mostChanges) {
            new Purge(
                            documents,
                            conflicts,
                            commits,
                            accounts,
                            new SequenceProperties.Kept(
                                    Duration.ofDays(90), Duration.ofDays(30), mostChanges, Duration.ofDays(90)),
                            clockOfPurge)
                    .run();
        }
    }

    /** The end of a process. */
    public static final class Died extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
