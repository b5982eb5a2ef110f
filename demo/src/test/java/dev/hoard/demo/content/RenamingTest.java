package dev.hoard.demo.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class RenamingTest {

    private final String party = id();
    private final String encounter = id();
    private final String newParty = id();
    private final String newEncounter = id();

    @Test
    void accountsThatDifferInIdsOnlySayTheSame() {
        assertThat(Renaming.differences(account(party, encounter, party), account(newParty, newEncounter, newParty)))
                .isEmpty();
    }

    @Test
    void aReferenceThatStillPointsAtTheOldDocumentIsADifference() {
        assertThat(Renaming.differences(account(party, encounter, party), account(newParty, newEncounter, party)))
                .singleElement()
                .asString()
                .contains("/partyId");
    }

    @Test
    void aReferenceThatPointsAtAnotherDocumentIsADifference() {
        assertThat(Renaming.differences(
                        account(party, encounter, party), account(newParty, newEncounter, newEncounter)))
                .singleElement()
                .asString()
                .contains("/partyId");
    }

    @Test
    void aDocumentThatKeptItsIdIsADifference() {
        assertThat(Renaming.differences(account(party, encounter, party), account(party, newEncounter, party)))
                .containsExactly("party/" + party + " kept its id");
    }

    @Test
    void aMissingDocumentIsADifference() {
        Content original = account(party, encounter, party);

        assertThat(Renaming.differences(
                        original, original.only(key -> key.type().equals("party"))))
                .contains("encounter Ambush stands 1 times in the original and 0 times in the copy");
    }

    private static Content account(String party, String encounter, String partyId) {
        Map<DocumentKey, ObjectNode> documents = new HashMap<>();
        documents.put(new DocumentKey("party", party), object("{\"name\":\"Lanternbearers\"}"));
        documents.put(
                new DocumentKey("encounter", encounter),
                object("{\"name\":\"Ambush\"}").put("partyId", partyId));
        return Content.of(documents);
    }

    private static ObjectNode object(String json) {
        return JsonMapper.shared().readTree(json).asObject();
    }

    private static String id() {
        return UUID.randomUUID().toString();
    }
}
