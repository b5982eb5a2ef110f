package dev.hoard.platform.json;

import dev.hoard.platform.problem.FieldProblem;
import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonFactoryBuilder;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.cfg.MutableCoercionConfig;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.type.LogicalType;

/**
 * Reads JSON as ERR-3 asks: duplicate keys, unknown fields, trailing text and nesting deeper than 32 are refused, and
 * every refusal names its place.
 */
public final class StrictJson {

    public static final int MAX_DEPTH = 32;

    private static final JsonMapper MAPPER =
            configure(JsonMapper.builder(factory())).build();

    private StrictJson() {}

    public static JsonMapper mapper() {
        return MAPPER;
    }

    /** The factory whose parsers hold the limits; a mapper built on another factory does not. */
    public static JsonFactory factory() {
        JsonFactoryBuilder builder = JsonFactory.builder();
        constrain(builder);
        return builder.build();
    }

    /** The limits of a parser. */
    public static void constrain(JsonFactoryBuilder builder) {
        builder.streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxNumberLength(64)
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION);
    }

    /** The rules of a mapper. */
    public static JsonMapper.Builder configure(JsonMapper.Builder builder) {
        return builder.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .withCoercionConfig(LogicalType.Textual, StrictJson::fromTextOnly)
                .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS);
    }

    /** A number or a boolean where a text belongs is a client's mistake, not its text. */
    private static void fromTextOnly(MutableCoercionConfig texts) {
        texts.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
    }

    /** @throws ProblemException MALFORMED_JSON with line and column, or BAD_REQUEST for a body that is no object */
    public static ObjectNode readObject(byte[] body) {
        try {
            JsonNode node = MAPPER.readTree(body);
            if (node instanceof ObjectNode object) {
                return object;
            }
            throw ProblemException.of(ProblemType.BAD_REQUEST, "The body must be a JSON object.");
        } catch (JacksonException e) {
            throw new ProblemException(problem(e), e);
        }
    }

    /** @throws ProblemException as {@link #problem} describes the failure, or BAD_REQUEST for {@code null} */
    public static <T> T read(byte[] body, Class<T> type) {
        try {
            @Nullable T value = MAPPER.readValue(body, type);
            if (value == null) {
                throw ProblemException.of(ProblemType.BAD_REQUEST, "The body must be a JSON object.");
            }
            return value;
        } catch (JacksonException e) {
            throw new ProblemException(problem(e), e);
        }
    }

    /** What a failure to read JSON means for the client who sent it. */
    public static Problem problem(JacksonException e) {
        if (e instanceof UnrecognizedPropertyException unknown) {
            return Problem.of(ProblemType.UNKNOWN_FIELD, "There is no field '" + unknown.getPropertyName() + "' here.")
                    .withErrors(
                            List.of(new FieldProblem(pointer(unknown), "unknown-field", "this field does not exist")));
        }
        if (e instanceof StreamConstraintsException) {
            return Problem.of(
                    ProblemType.MALFORMED_JSON,
                    "The JSON is nested deeper than " + MAX_DEPTH
                            + " levels, or has a number or a text that is too long" + place(e) + ".");
        }
        if (e instanceof MismatchedInputException mismatched) {
            String expected = mismatched instanceof InvalidFormatException format
                    ? "the value does not fit: " + allowed(format)
                    : "the value is missing or has the wrong type";
            return Problem.of(ProblemType.VALIDATION_FAILED, "The body breaks 1 rule(s), see errors.")
                    .withErrors(List.of(new FieldProblem(pointer(mismatched), "wrong-type", expected)));
        }
        // The parser's message tells of the text; any other would tell of our classes.
        String message = e instanceof StreamReadException
                ? e.getOriginalMessage().lines().findFirst().orElse("")
                : "The JSON cannot be read";
        return Problem.of(ProblemType.MALFORMED_JSON, message + place(e));
    }

    private static String allowed(InvalidFormatException format) {
        Class<?> target = format.getTargetType();
        if (target.isEnum()) {
            return "one of " + Arrays.toString(target.getEnumConstants());
        }
        return "a " + target.getSimpleName() + " is expected";
    }

    private static String pointer(JacksonException e) {
        StringBuilder pointer = new StringBuilder();
        for (JacksonException.Reference reference : e.getPath()) {
            String name = reference.getPropertyName();
            pointer.append('/')
                    .append(name != null ? name.replace("~", "~0").replace("/", "~1") : reference.getIndex());
        }
        return pointer.toString();
    }

    private static String place(JacksonException e) {
        return e.getLocation() == null
                ? ""
                : " (line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ")";
    }
}
