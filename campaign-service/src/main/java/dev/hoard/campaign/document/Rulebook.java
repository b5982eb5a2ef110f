package dev.hoard.campaign.document;

import dev.hoard.campaign.shape.Findings;
import dev.hoard.platform.id.Uuids;
import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemType;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The rules of all types, and the one way from a client's JSON to {@link Content}. */
public final class Rulebook {

    /** Clients send back what they read: these are the server's to say, and are ignored in a body. */
    private static final List<String> ENVELOPE =
            List.of("id", "rev", "schemaVersion", "createdAt", "updatedAt", "deletedAt", "userId");

    private final Map<ResourceType, DocumentRules> rules = new EnumMap<>(ResourceType.class);

    public Rulebook(Collection<DocumentRules> all) {
        all.forEach(each -> rules.put(each.type(), each));
        if (!rules.keySet().equals(ResourceType.DOCUMENTS)) {
            throw new IllegalArgumentException("rules are missing, there are only those of " + rules.keySet());
        }
    }

    /** The largest document of a type, envelope aside. */
    public int maxBytes(ResourceType type) {
        return rulesOf(type).maxBytes();
    }

    /**
     * Holds a whole document to the rules of its type.
     *
     * @param fields as the client sent them, with or without the envelope; the tree is used up
     * @param pointer where the document stands in the request, empty for the whole body
     */
    public Checked check(ResourceType type, UUID id, ObjectNode fields, String pointer) {
        Findings findings = new Findings(pointer);
        checkId(id, fields.get("id"), findings);
        withoutEnvelope(fields);
        DocumentRules own = rulesOf(type);
        own.shape().check(fields, findings);
        Optional<Problem> broken = findings.problem();
        if (broken.isPresent()) {
            return new Checked.Broken(broken.get());
        }
        Content content = Content.checked(fields, DocumentJson.write(fields), !findings.normalised());
        return content.bytes() > own.maxBytes() ? new Checked.Broken(tooLarge(own)) : new Checked.Sound(content);
    }

    /** Takes the server's own members out of a body or a patch. */
    public static ObjectNode withoutEnvelope(ObjectNode fields) {
        ENVELOPE.forEach(fields::remove);
        return fields;
    }

    private DocumentRules rulesOf(ResourceType type) {
        DocumentRules own = rules.get(type);
        if (own == null) {
            throw new IllegalStateException("no rules for " + type);
        }
        return own;
    }

    private static void checkId(UUID id, @Nullable JsonNode sent, Findings findings) {
        if (sent != null && !(sent.isString() && Uuids.find(sent.stringValue()).equals(Optional.of(id)))) {
            findings.enter("id");
            findings.report("wrong-id", "must be the id of the document, " + id);
            findings.leave();
        }
    }

    private static Problem tooLarge(DocumentRules rules) {
        return Problem.of(
                        ProblemType.TOO_LARGE,
                        "A " + rules.type().wireName() + " must have at most " + rules.maxKibibytes() + " KiB.")
                .with("limitBytes", rules.maxBytes());
    }
}
