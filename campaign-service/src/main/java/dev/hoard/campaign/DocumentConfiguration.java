package dev.hoard.campaign;

import com.mongodb.client.MongoDatabase;
import dev.hoard.campaign.conflict.Conflicts;
import dev.hoard.campaign.creature.CreatureShape;
import dev.hoard.campaign.document.Documents;
import dev.hoard.campaign.document.Rulebook;
import dev.hoard.campaign.encounter.EncounterShape;
import dev.hoard.campaign.party.PartyShape;
import dev.hoard.campaign.preferences.PreferencesShape;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Brings the four types of documents together, and where they and their conflicts are kept. */
@Configuration
class DocumentConfiguration {

    @Bean
    Rulebook rulebook() {
        return new Rulebook(
                List.of(PartyShape.RULES, EncounterShape.RULES, CreatureShape.RULES, PreferencesShape.RULES));
    }

    @Bean
    Documents documents(MongoDatabase database) {
        Documents documents = new Documents(database);
        documents.prepare();
        return documents;
    }

    @Bean
    Conflicts conflicts(MongoDatabase database) {
        Conflicts conflicts = new Conflicts(database);
        conflicts.prepare();
        return conflicts;
    }
}
