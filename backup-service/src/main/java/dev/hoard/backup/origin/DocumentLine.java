package dev.hoard.backup.origin;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * One document as a snapshot's line shows it: {@code {"resourceType","resourceId","rev",…,"data":{…}}}.
 *
 * <p>The line is kept as the bytes that came. Numbers and texts of {@code data} are never read into Java values and
 * written again, so that a document goes through backup and restore without the loss of a digit.
 */
public final class DocumentLine {

    private static final JsonFactory JSON = new JsonFactory();
    private static final byte[] BULK_TYPE = "{\"resourceType\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BULK_ID = "\",\"resourceId\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BULK_DATA = "\",\"data\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BULK_END = "}\n".getBytes(StandardCharsets.US_ASCII);

    private final byte[] line;
    private final String resourceType;
    private final String resourceId;
    private final int dataStart;
    private final int dataEnd;

    private DocumentLine(byte[] line, String resourceType, String resourceId, int dataStart, int dataEnd) {
        this.line = line;
        this.resourceType = resourceType;
        this.resourceId = resourceId;
        this.dataStart = dataStart;
        this.dataEnd = dataEnd;
    }

    /** @throws MalformedLineException if the line is not one JSON object with type, id and data */
    public static DocumentLine parse(byte[] line) {
        String type = "";
        String id = "";
        int start = -1;
        int end = -1;
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), line)) {
            require(parser.nextToken() == JsonToken.START_OBJECT);
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                switch (name) {
                    case "resourceType" -> type = plainText(parser, value);
                    case "resourceId" -> id = plainText(parser, value);
                    case "data" -> {
                        require(value == JsonToken.START_OBJECT);
                        start = (int) parser.currentTokenLocation().getByteOffset();
                        parser.skipChildren();
                        end = (int) parser.currentLocation().getByteOffset();
                    }
                    default -> parser.skipChildren();
                }
            }
            require(parser.nextToken() == null);
        } catch (JacksonException e) {
            throw new MalformedLineException(e);
        }
        require(!type.isEmpty() && !id.isEmpty() && start >= 0);
        return new DocumentLine(line, type, id, start, end);
    }

    public String resourceType() {
        return resourceType;
    }

    public String resourceId() {
        return resourceId;
    }

    /** Writes the whole line, without its end. */
    public void writeTo(OutputStream out) throws IOException {
        out.write(line);
    }

    /** Writes the document as a line of a bulk commit's body: what is restored has no revision yet. */
    public void writeBulkLineTo(OutputStream out) throws IOException {
        out.write(BULK_TYPE);
        out.write(resourceType.getBytes(StandardCharsets.US_ASCII));
        out.write(BULK_ID);
        out.write(resourceId.getBytes(StandardCharsets.US_ASCII));
        out.write(BULK_DATA);
        out.write(line, dataStart, dataEnd - dataStart);
        out.write(BULK_END);
    }

    /** Types and ids are names and UUIDs; that nothing in them needs an escape lets them be written as they are. */
    private static String plainText(JsonParser parser, JsonToken token) {
        require(token == JsonToken.VALUE_STRING);
        String text = parser.getString();
        require(text.chars().allMatch(c -> c == '-' || (c < 128 && Character.isLetterOrDigit(c))));
        return text;
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new MalformedLineException(null);
        }
    }
}
