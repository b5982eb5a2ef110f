package dev.hoard.campaign.document;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The client's own fields of a document, in normal form: everything but the envelope. Kept as the compact JSON text that
 * will be sent, so that nothing is added to or lost from what the client wrote.
 */
public final class Content {

    private final String text;
    private final int bytes;
    private final boolean asSent;
    private @Nullable ObjectNode tree;

    private Content(String text, int bytes, boolean asSent, @Nullable ObjectNode tree) {
        this.text = text;
        this.bytes = bytes;
        this.asSent = asSent;
        this.tree = tree;
    }

    /**
     * @param tree a checked tree, which belongs to the content from now on
     * @param text its compact text
     * @param asSent whether the check left the client's fields as they were sent
     */
    static Content checked(ObjectNode tree, String text, boolean asSent) {
        return new Content(text, Utf8.length(text), asSent, tree);
    }

    /** Content as the database or an event keeps it. */
    public static Content stored(String text) {
        return new Content(text, Utf8.length(text), true, null);
    }

    /** Compact JSON, an object. */
    public String text() {
        return text;
    }

    /** Size of the text in UTF-8. */
    public int bytes() {
        return bytes;
    }

    /** Whether these are exactly the fields the client sent; otherwise the answer shows what became of them. */
    public boolean asSent() {
        return asSent;
    }

    /** The fields as a tree, which nobody may change. */
    public ObjectNode tree() {
        ObjectNode known = tree;
        if (known == null) {
            known = DocumentJson.readObject(text.getBytes(StandardCharsets.UTF_8));
            tree = known;
        }
        return known;
    }

    /** Equal content in the sense of SYNC-2: order of members and notation of numbers aside. */
    public boolean sameAs(Content other) {
        return text.equals(other.text) || JsonEquality.same(tree(), other.tree());
    }

    /** What lists are filtered by. */
    Facets facets() {
        JsonNode name = tree().get("name");
        JsonNode status = tree().get("status");
        JsonNode template = tree().get("isTemplate");
        return new Facets(
                name == null ? null : Facets.fold(name.asString()),
                status == null ? null : status.asString(),
                template == null ? null : template.asBoolean());
    }

    /**
     * Fields taken out of the content for filters.
     *
     * @param name folded to lower case
     */
    record Facets(
            @Nullable String name,
            @Nullable String status,
            @Nullable Boolean isTemplate) {

        static String fold(String name) {
            return name.toLowerCase(Locale.ROOT);
        }
    }
}
