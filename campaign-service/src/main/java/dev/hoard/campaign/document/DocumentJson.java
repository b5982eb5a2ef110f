package dev.hoard.campaign.document;

import dev.hoard.platform.json.StrictJson;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON as documents need it: strict when read, and numbers keep every digit they came with. */
public final class DocumentJson {

    private static final JsonMapper MAPPER = StrictJson.configure(JsonMapper.builder(StrictJson.factory()))
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private DocumentJson() {}

    /**
     * Parses a body.
     *
     * @throws ProblemException for text that is no JSON, breaks the limits of ERR-3, or is no object
     */
    public static ObjectNode readObject(byte[] body) {
        try {
            return object(MAPPER.readTree(body));
        } catch (JacksonException e) {
            throw new ProblemException(StrictJson.problem(e), e);
        }
    }

    /** The same for a text that is already decoded, such as one line of a stream. */
    public static ObjectNode readObject(String body) {
        try {
            return object(MAPPER.readTree(body));
        } catch (JacksonException e) {
            throw new ProblemException(StrictJson.problem(e), e);
        }
    }

    /** Compact text. */
    public static String write(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    private static ObjectNode object(JsonNode node) {
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw ProblemException.of(ProblemType.BAD_REQUEST, "The body must be a JSON object.");
    }
}
