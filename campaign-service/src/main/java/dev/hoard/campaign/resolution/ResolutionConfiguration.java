package dev.hoard.campaign.resolution;

import dev.hoard.campaign.conflict.Conflicts;
import dev.hoard.campaign.document.Rulebook;
import dev.hoard.campaign.mutation.Mutations;
import dev.hoard.campaign.sequence.Sequence;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the owner's side of conflicts together. */
@Configuration
class ResolutionConfiguration {

    @Bean
    ConflictService conflictService(Conflicts conflicts, Rulebook rulebook, Sequence sequence, Mutations mutations) {
        return new ConflictService(conflicts, rulebook, sequence, mutations);
    }
}
