package dev.hoard.campaign.bulk;

import dev.hoard.campaign.document.Documents;
import dev.hoard.campaign.document.Rulebook;
import dev.hoard.campaign.sequence.Chunks;
import dev.hoard.campaign.sequence.Commits;
import dev.hoard.campaign.sequence.History;
import dev.hoard.campaign.sequence.Sequence;
import dev.hoard.platform.observability.Traces;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts snapshots and bulk commits together. */
@Configuration
class BulkConfiguration {

    @Bean
    Snapshots snapshots(Documents documents, Sequence sequence, History history) {
        return new Snapshots(documents, sequence, history);
    }

    @Bean
    BulkCommits bulkCommits(
            Rulebook rulebook,
            Documents documents,
            Commits commits,
            Chunks chunks,
            Sequence sequence,
            Traces traces,
            Clock clock) {
        return new BulkCommits(rulebook, documents, commits, chunks, sequence, traces, clock);
    }
}
