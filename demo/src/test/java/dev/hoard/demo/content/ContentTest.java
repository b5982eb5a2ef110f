package dev.hoard.demo.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ContentTest {

    private static final String SERVER_MADE =
            "\"id\":\"a\",\"rev\":7,\"schemaVersion\":1,\"createdAt\":\"t\",\"updatedAt\":\"t\"";

    @Test
    void whatTheServerMakesDoesNotCount() {
        Content sent = content("a", "{\"name\":\"Owlbear\",\"ac\":13}");
        Content stored = content("a", "{" + SERVER_MADE + ",\"ac\":13,\"name\":\"Owlbear\"}");

        assertThat(stored.differencesFrom(sent)).isEmpty();
    }

    @Test
    void aDifferenceIsNamedByItsPlaceAndBothValues() {
        Content expected = content("a", "{\"name\":\"Owlbear\",\"actions\":[{\"name\":\"Claws\"}],\"ac\":13,\"xp\":1}");
        Content came =
                content("a", "{\"name\":\"Owlbear\",\"actions\":[{\"name\":\"Beak\"}],\"ac\":\"13\",\"notes\":\"\"}");

        assertThat(came.differencesFrom(expected))
                .containsExactlyInAnyOrder(
                        "creature/a/actions/0/name: \"Claws\" became \"Beak\"",
                        "creature/a/ac: 13 became \"13\"",
                        "creature/a/xp: 1 became nothing",
                        "creature/a/notes: nothing became \"\"");
    }

    @Test
    void missingAndSurplusDocumentsAreNamed() {
        assertThat(content("b", "{}").differencesFrom(content("a", "{}")))
                .containsExactly("creature/a is missing", "creature/b should not be there");
    }

    @Test
    void listsOfAnotherLengthDiffer() {
        assertThat(content("a", "{\"tags\":[1]}").differencesFrom(content("a", "{\"tags\":[1,2]}")))
                .containsExactly("creature/a/tags: [1,2] became [1]");
    }

    private static Content content(String id, String json) {
        Map<DocumentKey, ObjectNode> documents = new HashMap<>();
        documents.put(
                new DocumentKey("creature", id),
                JsonMapper.shared().readTree(json).asObject());
        documents.put(
                new DocumentKey("conflict", "c"),
                JsonMapper.shared().readTree("{\"state\":\"open\"}").asObject());
        return Content.of(documents);
    }
}
