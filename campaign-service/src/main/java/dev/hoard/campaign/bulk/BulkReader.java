package dev.hoard.campaign.bulk;

import static dev.hoard.campaign.shape.Rules.anything;
import static dev.hoard.campaign.shape.Rules.object;
import static dev.hoard.campaign.shape.Rules.oneOf;
import static dev.hoard.campaign.shape.Rules.uuid;

import dev.hoard.campaign.document.Checked;
import dev.hoard.campaign.document.DocumentJson;
import dev.hoard.campaign.document.ResourceType;
import dev.hoard.campaign.document.Rulebook;
import dev.hoard.campaign.shape.Findings;
import dev.hoard.campaign.shape.Shape;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.problem.ProblemException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Reads the lines of a bulk body, holds each to the rules, and spools it. */
final class BulkReader {

    /** Twice the largest document, as in a single write. */
    private static final int LONGEST_LINE = 1024 * 1024;

    private static final Shape LINE = Shape.builder()
            .required("resourceType", oneOf(ResourceType.documentNames()))
            .required("resourceId", uuid())
            .required("data", object())
            // A line of a snapshot may be sent back as it is.
            .optional(List.of("rev", "createdAt", "updatedAt"), anything())
            .build();

    private final Rulebook rulebook;

    BulkReader(Rulebook rulebook) {
        this.rulebook = rulebook;
    }

    /**
     * Spools the body.
     *
     * @return the ids it names
     * @throws ProblemException BULK_REJECTED once all is read, naming what is wrong
     */
    Set<UUID> read(AccountId account, Set<ResourceType> types, InputStream body, Spool spool) throws IOException {
        Rejections rejections = new Rejections();
        Set<UUID> ids = new HashSet<>();
        InputStream in = new BufferedInputStream(body);
        int index = 0;
        for (byte[] line = nextLine(in); line.length > 0; line = nextLine(in)) {
            if (line.length > LONGEST_LINE) {
                throw rejections.tooLong(index, LONGEST_LINE);
            }
            Spool.Entry entry = entry(account, types, line, index, rejections);
            if (entry != null && !ids.add(entry.id())) {
                rejections.add(index, "/resourceId", "repeated", "another line has the same id");
            }
            if (entry != null && rejections.isEmpty()) {
                spool.add(entry);
            }
            index++;
        }
        rejections.throwIfAny();
        spool.finish();
        return ids;
    }

    private Spool.@Nullable Entry entry(
            AccountId account, Set<ResourceType> types, byte[] line, int index, Rejections rejections) {
        ObjectNode json;
        try {
            json = DocumentJson.readObject(line);
        } catch (ProblemException e) {
            rejections.add(index, "", "malformed", e.problem().detail());
            return null;
        }
        Findings findings = new Findings("/" + index);
        LINE.check(json, findings);
        if (findings.problem().isPresent()) {
            rejections.add(index, findings.problem().get());
            return null;
        }
        ResourceType type = ResourceType.get(json.get("resourceType").stringValue());
        UUID id = UUID.fromString(json.get("resourceId").stringValue());
        if (!types.contains(type)) {
            rejections.add(index, "/resourceType", "not-allowed", "is not among the types of this commit");
            return null;
        }
        if (type == ResourceType.PREFERENCES && !id.equals(account.value())) {
            rejections.add(index, "/resourceId", "wrong-id", "the id of the preferences is the account's");
            return null;
        }
        return switch (rulebook.check(type, id, (ObjectNode) json.get("data"), "/" + index)) {
            case Checked.Sound sound -> new Spool.Entry(index, type, id, sound.content());
            case Checked.Broken broken -> {
                rejections.add(index, broken.problem());
                yield null;
            }
        };
    }

    /** The next line that is not empty, an empty one at the end; more than the longest one is not read. */
    private static byte[] nextLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b == '\n' && line.size() > 0) {
                break;
            }
            if (b != '\n' && b != '\r') {
                line.write(b);
            }
            if (line.size() > LONGEST_LINE) {
                break;
            }
        }
        return line.toByteArray();
    }
}
