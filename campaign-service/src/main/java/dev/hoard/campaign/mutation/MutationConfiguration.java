package dev.hoard.campaign.mutation;

import dev.hoard.campaign.document.Documents;
import dev.hoard.campaign.document.Rulebook;
import dev.hoard.campaign.sequence.Commits;
import dev.hoard.campaign.sequence.History;
import dev.hoard.campaign.sequence.Sequence;
import dev.hoard.platform.observability.Traces;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the deciding and the committing of mutations together. */
@Configuration
class MutationConfiguration {

    @Bean
    PushReader pushReader(Rulebook rulebook) {
        return new PushReader(rulebook);
    }

    @Bean
    Mutations mutations(
            Rulebook rulebook,
            Sequence sequence,
            Commits commits,
            Documents documents,
            History history,
            Traces traces,
            Clock clock) {
        return new Mutations(rulebook, sequence, commits, documents, history, traces, clock);
    }
}
