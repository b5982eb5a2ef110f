package dev.hoard.campaign.sequence;

import com.mongodb.client.MongoDatabase;
import dev.hoard.campaign.conflict.Conflicts;
import dev.hoard.campaign.document.Documents;
import dev.hoard.platform.event.EventPublisher;
import dev.hoard.platform.event.Topics;
import dev.hoard.platform.lease.Leases;
import dev.hoard.platform.outbox.ChangeStreamRelay;
import dev.hoard.platform.outbox.RelayPositions;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the sequence together. */
@Configuration
@EnableConfigurationProperties(SequenceProperties.class)
class SequenceConfiguration {

    @Bean
    Chunks chunks(MongoDatabase database) {
        Chunks chunks = new Chunks(database);
        chunks.prepare();
        return chunks;
    }

    @Bean
    Commits commits(MongoDatabase database, Chunks chunks) {
        Commits commits = new Commits(database, chunks);
        commits.prepare();
        return commits;
    }

    @Bean
    View views(Documents documents, Conflicts conflicts) {
        return new Views(documents, conflicts);
    }

    @Bean
    GroupCommit groupCommit(Commits commits, View views, SequenceProperties properties) {
        return new GroupCommit(commits, views, properties.mostWaiting());
    }

    @Bean
    Sequence sequence(
            Commits commits,
            GroupCommit group,
            Chunks chunks,
            View views,
            Accounts accounts,
            Epochs epochs,
            Lanes lanes,
            Clock clock) {
        return new Sequence(commits, group, chunks, views, accounts, epochs, lanes, clock);
    }

    @Bean
    Lanes lanes(SequenceProperties properties) {
        return new Lanes(properties.rememberedAccounts(), properties.longestWait());
    }

    @Bean
    MongoClientSettingsBuilderCustomizer primaryChanges(Lanes lanes) {
        return settings -> settings.applyToClusterSettings(
                cluster -> cluster.addClusterListener(new PrimaryChanges(lanes::forgetAll)));
    }

    @Bean
    Accounts accounts(MongoDatabase database) {
        Accounts accounts = new Accounts(database);
        accounts.prepare();
        return accounts;
    }

    @Bean
    Epochs epochs(MongoDatabase database) {
        return new Epochs(database);
    }

    @Bean
    History history(
            Sequence sequence,
            Commits commits,
            Accounts accounts,
            Documents documents,
            Conflicts conflicts,
            Clock clock) {
        return new History(sequence, commits, accounts, documents, conflicts, clock);
    }

    @Bean
    Purge purge(
            Documents documents,
            Conflicts conflicts,
            Commits commits,
            Accounts accounts,
            SequenceProperties properties,
            Clock clock) {
        return new Purge(documents, conflicts, commits, accounts, properties.kept(), clock);
    }

    @Bean
    Upkeep upkeep(
            Sequence sequence,
            Commits commits,
            Chunks chunks,
            Accounts accounts,
            Purge purge,
            MongoDatabase database,
            SequenceProperties properties,
            Clock clock) {
        Sweep sweep = new Sweep(sequence, commits, chunks, accounts, new SweepPosition(database), clock);
        return new Upkeep(sequence, sweep, purge, properties);
    }

    @Bean
    @ConditionalOnBooleanProperty(name = "hoard.sequence.relay", matchIfMissing = true)
    ChangeStreamRelay changesRelay(
            Commits commits,
            Leases leases,
            RelayPositions positions,
            EventPublisher publisher,
            MeterRegistry metrics,
            Clock clock) {
        return new ChangeStreamRelay(
                "campaign.changes",
                commits.collection(),
                commit -> Topics.CAMPAIGN_CHANGES,
                new ChangeEvents(commits)::records,
                leases,
                positions,
                publisher,
                metrics,
                clock);
    }
}
