package dev.hoard.export.importing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hoard.export.archive.ArchiveJson;
import dev.hoard.export.archive.Kind;
import dev.hoard.platform.id.Uuids;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

final class RenamingTest {

    private static final UUID SOURCE = UUID.fromString("aaaaaaaa-0000-4000-8000-000000000001");
    private static final UUID TARGET = UUID.fromString("bbbbbbbb-0000-4000-8000-000000000002");
    private static final UUID ID = UUID.fromString("cccccccc-0000-4000-8000-000000000003");

    private final Renaming renaming = new Renaming(SOURCE, TARGET);
    private final UUID renamed = Uuids.v5(TARGET, SOURCE.toString() + ID);

    @Test
    void exp2_newIdsFollowFromBothAccountsAndTheOldId() {
        assertThat(renaming.of(ID)).isEqualTo(renamed).isEqualTo(renaming.of(ID));
        assertThat(new Renaming(SOURCE, ID).of(ID)).isNotEqualTo(renamed);
        assertThat(new Renaming(ID, TARGET).of(SOURCE)).isNotEqualTo(renamed);
        assertThat(renaming.of(SOURCE)).as("the account itself").isEqualTo(TARGET);
    }

    @Test
    void exp2_everyReferenceOfAnEncounterIsRewritten() {
        ObjectNode encounter = encounter(ID);

        renaming.apply(Kind.ENCOUNTERS, encounter);

        assertThat(encounter).isEqualTo(encounter(renamed));
    }

    @Test
    void exp2_thePartiesCharactersAndThePreferencesReferencesAreRewritten() {
        ObjectNode party = json("{'name':'x','characters':[{'id':'ID','name':'ID'}],'ext':{'a':{'id':'ID'}}}");
        renaming.apply(Kind.PARTIES, party);
        assertThat(party.path("characters").path(0).path("id").asString()).isEqualTo(renamed.toString());
        assertThat(party.path("characters").path(0).path("name").asString()).isEqualTo(ID.toString());
        assertThat(party.path("ext").path("a").path("id").asString()).isEqualTo(ID.toString());

        ObjectNode preferences = json("{'defaultPartyId':'ID','recentIds':['ID','" + SOURCE + "','none',7]}");
        renaming.apply(Kind.PREFERENCES, preferences);
        assertThat(preferences)
                .hasToString(json("{'defaultPartyId':'" + renamed + "','recentIds':['" + renamed + "','" + TARGET
                                + "','none',7]}")
                        .toString());
    }

    @Test
    void whatHasAnotherShapeIsLeftForItsOwnerToJudge() {
        String odd = "{'participants':{'id':'ID'},'log':'ID','partyId':['ID'],'activeCombatantId':null}";
        ObjectNode encounter = json(odd);

        renaming.apply(Kind.ENCOUNTERS, encounter);

        assertThat(encounter).isEqualTo(json(odd));
    }

    private static ObjectNode encounter(UUID id) {
        return json("""
                {'partyId':'ID','activeCombatantId':'ID','name':'n',
                 'participants':[{'id':'ID','refId':'ID','conditions':[{'id':'ID','sourceId':'ID','name':'prone'}]},
                                 {'id':'ID','name':'no reference'}],
                 'log':[{'id':'ID','actorId':'ID','targetId':'ID','amount':3}]}
                """.replace("ID", id.toString()));
    }

    private static ObjectNode json(String text) {
        return (ObjectNode)
                ArchiveJson.mapper().readTree(text.replace('\'', '"').replace("\"ID\"", "\"" + ID + "\""));
    }
}
