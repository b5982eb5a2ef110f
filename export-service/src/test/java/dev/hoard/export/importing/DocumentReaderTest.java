package dev.hoard.export.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

final class DocumentReaderTest {

    private static final long MAX_BYTES = 1000;

    @Test
    void readsTheElementsOfAnArrayOneByOne() throws IOException {
        assertThat(readAll("[{\"a\":1}, 2 ,null]", false))
                .extracting(JsonNode::toString)
                .containsExactly("{\"a\":1}", "2", "null");
        assertThat(readAll(" [] ", false)).isEmpty();
    }

    @Test
    void readsTheObjectOfAFileThatHoldsOnlyOne() throws IOException {
        assertThat(readAll("{\"a\":1}", true)).hasSize(1);
        assertThat(readAll("null", true)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    [{"a":1},{"b":{"c":tru}}]            | /parties.json/1/b/c
                    [{"a":1},{"b":[1,}]                  | /parties.json/1/b/1
                    [{"a":1,"a":2}]                      | /parties.json/0/a
                    [{"a":1}                             | /parties.json/0
                    [{"a":1} {"a":2}]                    | /parties.json/1
                    """)
    void exp2_malformedJsonIsRefusedWithItsPlace(String json, String pointer) {
        Problem problem = refusal(json, false);

        assertThat(problem.type()).isEqualTo(ProblemType.MALFORMED_JSON);
        assertThat(problem.errors())
                .singleElement()
                .satisfies(error -> assertThat(error.pointer()).isEqualTo(pointer));
        assertThat(problem.detail()).contains("line 1, column");
    }

    @Test
    void exp2_jsonThatIsTooDeepIsRefused() {
        String deep = "[{\"a\":" + "[".repeat(40) + "]".repeat(40) + "}]";

        assertThat(refusal(deep, false).type()).isEqualTo(ProblemType.MALFORMED_JSON);
    }

    @Test
    void exp2_aDocumentThatIsTooLargeIsRefusedBeforeItIsRead() {
        String large = "[{\"a\":1},{\"a\":\"" + "x".repeat(40_000) + "\"}]";

        assertThat(refusal(large, false).extensions()).containsEntry("code", "document-too-large");
    }

    @Test
    void manyDocumentsMayBeLargerTogetherThanOneMay() throws IOException {
        String element = "{\"a\":\"" + "x".repeat(900) + "\"}";
        String many = "[" + (element + ",").repeat(99) + element + "]";

        assertThat(readAll(many, false)).hasSize(100);
    }

    @ParameterizedTest
    @CsvSource({"{}, false, wrong-type", "[], true, wrong-type", "[] [], false, trailing-text", "'', false, wrong-type"
    })
    void exp2_aFileOfAnotherShapeIsRefused(String json, boolean single, String code) {
        assertThat(refusal(json, single).extensions()).containsEntry("code", code);
    }

    private static Problem refusal(String json, boolean single) {
        ProblemException refusal = catchThrowableOfType(ProblemException.class, () -> readAll(json, single));
        assertThat(refusal).isNotNull();
        return refusal.problem();
    }

    private static List<JsonNode> readAll(String json, boolean single) throws IOException {
        List<JsonNode> documents = new ArrayList<>();
        try (DocumentReader reader = new DocumentReader(
                "parties.json", single, new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), MAX_BYTES)) {
            for (Optional<JsonNode> next = reader.next(); next.isPresent(); next = reader.next()) {
                documents.add(next.get());
            }
        }
        return documents;
    }
}
