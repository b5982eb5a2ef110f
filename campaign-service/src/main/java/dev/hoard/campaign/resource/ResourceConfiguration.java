package dev.hoard.campaign.resource;

import dev.hoard.campaign.document.Documents;
import dev.hoard.campaign.document.Rulebook;
import dev.hoard.campaign.mutation.Mutations;
import dev.hoard.campaign.sequence.Sequence;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the REST side together. */
@Configuration
class ResourceConfiguration {

    @Bean
    Resources resources(Documents documents, Rulebook rulebook, Sequence sequence, Mutations mutations) {
        return new Resources(documents, rulebook, sequence, mutations);
    }

    @Bean
    Requests requests(Rulebook rulebook) {
        return new Requests(rulebook);
    }
}
