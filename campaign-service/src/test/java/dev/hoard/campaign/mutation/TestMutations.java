package dev.hoard.campaign.mutation;

import dev.hoard.campaign.creature.CreatureShape;
import dev.hoard.campaign.document.Rulebook;
import dev.hoard.campaign.encounter.EncounterShape;
import dev.hoard.campaign.party.PartyShape;
import dev.hoard.campaign.preferences.PreferencesShape;
import dev.hoard.campaign.sequence.Instances;
import dev.hoard.platform.observability.Traces;
import io.micrometer.tracing.Tracer;
import java.time.Clock;
import java.util.List;

/** Mutations as a process makes them that has no web server in front. */
final class TestMutations {

    static final Rulebook RULEBOOK =
            new Rulebook(List.of(PartyShape.RULES, EncounterShape.RULES, CreatureShape.RULES, PreferencesShape.RULES));

    private TestMutations() {}

    static Mutations of(Instances.Running process, Clock clock) {
        return new Mutations(
                RULEBOOK,
                process.sequence(),
                process.commits(),
                process.documents(),
                process.history(),
                new Traces(Tracer.NOOP),
                clock);
    }
}
