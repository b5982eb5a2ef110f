package dev.hoard.sync.change;

import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.id.Uuids;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads {@code {"userId"?,"epoch","head"?,"from","to","changes":[…],…}}, the form in which changes come on Kafka and
 * from the owner alike. Each change's text is cut out of the bytes, neither mapped nor written anew.
 */
public final class ChangesText {

    private static final JsonFactory JSON = JsonFactory.builder().build();

    private final byte[] bytes;
    private @Nullable String userId;
    private @Nullable Long epoch;
    private @Nullable Long head;
    private @Nullable Long from;
    private @Nullable Long to;
    private long floor;
    private @Nullable List<Change> changes;

    private ChangesText(byte[] bytes) {
        this.bytes = bytes;
    }

    /** @throws MalformedChanges when the text does not hold what is needed, or is no JSON */
    public static ChangesText read(byte[] bytes) {
        return read(bytes, false);
    }

    private static ChangesText read(byte[] bytes, boolean headingOnly) {
        ChangesText text = new ChangesText(bytes);
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), bytes)) {
            text.read(parser, headingOnly);
        } catch (JacksonException e) {
            throw new MalformedChanges("not JSON: " + e.getOriginalMessage(), e);
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new MalformedChanges("a value has the wrong form", e);
        }
        return text;
    }

    /**
     * Reads up to the changes and no further, where that is enough to know the epoch and {@code to}.
     *
     * @throws MalformedChanges as {@link #read} does
     */
    public static ChangesText readHeading(byte[] bytes) {
        return read(bytes, true);
    }

    public long epoch() {
        return present(epoch, "epoch");
    }

    public long to() {
        return present(to, "to");
    }

    /** The changes of the account that the text names. */
    public ChangeRange range() {
        return Uuids.find(present(userId, "userId"))
                .map(id -> range(new AccountId(id)))
                .orElseThrow(() -> new MalformedChanges("'userId' is no account"));
    }

    /** The changes, known to be this account's. */
    public ChangeRange range(AccountId account) {
        return new ChangeRange(account, epoch(), present(from, "from"), to(), present(changes, "changes"), floor);
    }

    public long head() {
        return present(head, "head");
    }

    private void read(JsonParser parser, boolean headingOnly) {
        expect(parser.nextToken(), JsonToken.START_OBJECT);
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            if (headingOnly && epoch != null && to != null) {
                return;
            }
            parser.nextToken();
            switch (name) {
                case "userId" -> userId = parser.getString();
                case "epoch" -> epoch = parser.getLongValue();
                case "head" -> head = parser.getLongValue();
                case "from" -> from = parser.getLongValue();
                case "to" -> to = parser.getLongValue();
                case "floor" -> floor = parser.getLongValue();
                case "changes" -> changes = changes(parser);
                default -> parser.skipChildren();
            }
        }
    }

    private List<Change> changes(JsonParser parser) {
        expect(parser.currentToken(), JsonToken.START_ARRAY);
        List<Change> read = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            read.add(change(parser));
        }
        return read;
    }

    private Change change(JsonParser parser) {
        expect(parser.currentToken(), JsonToken.START_OBJECT);
        int start = (int) parser.currentTokenLocation().getByteOffset();
        Long seq = null;
        String type = null;
        String id = null;
        String updatedAt = null;
        String op = null;
        String state = null;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "seq" -> seq = parser.getLongValue();
                case "resourceType" -> type = parser.getString();
                case "resourceId" -> id = parser.getString();
                case "updatedAt" -> updatedAt = parser.getString();
                case "op" -> op = parser.getString();
                case "data" -> state = findState(parser);
                default -> parser.skipChildren();
            }
        }
        int end = (int) parser.currentLocation().getByteOffset();
        return new Change(
                new DocumentKey(present(type, "resourceType"), present(id, "resourceId")),
                present(seq, "seq"),
                Instant.parse(present(updatedAt, "updatedAt")),
                mark(type, op, state),
                oneLine(start, end));
    }

    private static Mark mark(@Nullable String type, @Nullable String op, @Nullable String state) {
        if ("DELETE".equals(op)) {
            return Mark.DELETED;
        }
        return "conflict".equals(type) && "open".equals(state) ? Mark.OPEN : Mark.NONE;
    }

    /** A conflict says in its data whether it is open; other documents are passed over. */
    private static @Nullable String findState(JsonParser parser) {
        String state = null;
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return state;
        }
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            if (parser.nextToken() == JsonToken.VALUE_STRING && name.equals("state")) {
                state = parser.getString();
            }
            parser.skipChildren();
        }
        return state;
    }

    /** Line breaks can only stand between JSON tokens, where a space means the same; SSE needs one line. */
    private String oneLine(int start, int end) {
        return new String(bytes, start, end - start, StandardCharsets.UTF_8)
                .replace('\n', ' ')
                .replace('\r', ' ');
    }

    private static void expect(@Nullable JsonToken token, JsonToken expected) {
        if (token != expected) {
            throw new MalformedChanges(token + " stands where " + expected + " belongs");
        }
    }

    private static <T> T present(@Nullable T value, String field) {
        if (value == null) {
            throw new MalformedChanges("there is no '" + field + "'");
        }
        return value;
    }
}
