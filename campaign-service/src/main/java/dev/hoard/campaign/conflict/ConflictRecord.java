package dev.hoard.campaign.conflict;

import dev.hoard.campaign.document.Content;
import dev.hoard.campaign.document.DocumentJson;
import dev.hoard.campaign.document.DocumentText;
import dev.hoard.campaign.document.ResourceType;
import dev.hoard.campaign.document.Revision;
import dev.hoard.platform.id.Uuids;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One conflict, with everything that is needed to decide it.
 *
 * @param rev number of the change that left it like this: its opening, or its resolution
 * @param mutationId the push's mutation that met others' changes
 * @param clientId the device that pushed it
 * @param resource the document
 * @param fields where only one side could have its way, as pointers; {@link #WHOLE} where that is the whole document
 * @param opened number of its opening
 */
public record ConflictRecord(
        UUID id,
        long rev,
        UUID mutationId,
        String clientId,
        ResourceType type,
        UUID resource,
        List<String> fields,
        Sides sides,
        long opened,
        Instant openedAt,
        @Nullable Resolution resolution) {

    /** The pointer of a whole document. */
    public static final List<String> WHOLE = List.of("");

    public ConflictRecord {
        fields = List.copyOf(fields);
    }

    /**
     * What each side has.
     *
     * @param base what both started from; null if it is not kept any more
     * @param mine null if the mutation deletes
     * @param theirs null if there was no document, or no longer
     * @param outcome what the document became when the conflict was opened; null if there is none
     */
    public record Sides(
            @Nullable Content base,
            @Nullable Content mine,
            @Nullable Content theirs,
            @Nullable Content outcome) {

        public int bytes() {
            return Stream.of(base, mine, theirs, outcome)
                    .mapToInt(content -> content == null ? 0 : content.bytes())
                    .sum();
        }
    }

    /** How the owner decided. */
    public record Resolution(Take take, Instant at) {}

    /** The id of the conflict that a mutation opens, if it opens one. */
    public static UUID idOf(UUID mutationId) {
        return Uuids.v5(mutationId, "conflict");
    }

    public boolean ofWholeDocument() {
        return fields.equals(WHOLE);
    }

    /** About the size in the database. */
    public int bytes() {
        return sides.bytes();
    }

    /** The record once its owner has decided. */
    public ConflictRecord resolved(Take take, long number, Instant at) {
        return new ConflictRecord(
                id,
                number,
                mutationId,
                clientId,
                type,
                resource,
                fields,
                sides,
                opened,
                openedAt,
                new Resolution(take, at));
    }

    /** The conflict as a resource of its own, as the feed shows it: names only. */
    public Revision revision() {
        Instant updatedAt = resolution == null ? openedAt : resolution.at();
        return new Revision(id, ResourceType.CONFLICT, rev, openedAt, updatedAt, Content.stored("{" + names() + "}"));
    }

    /** What a list shows. */
    public String summary() {
        return revision().text();
    }

    /** What a {@code GET} shows: the names, and what each side has. */
    public String text() {
        String summary = summary();
        StringBuilder text = new StringBuilder(summary.length() + bytes())
                .append(summary, 0, summary.length() - 1)
                .append(",\"mutationId\":\"")
                .append(mutationId)
                .append("\",\"clientId\":")
                .append(DocumentJson.write(clientId));
        if (resolution != null) {
            text.append(",\"taken\":\"").append(resolution.take().wireName()).append('"');
        }
        if (sides.base() != null) {
            text.append(",\"base\":").append(sides.base().text());
        }
        text.append(",\"mine\":").append(textOf(sides.mine()));
        text.append(",\"theirs\":").append(textOf(sides.theirs()));
        text.append(",\"outcome\":").append(textOf(sides.outcome()));
        return text.append('}').toString();
    }

    private String names() {
        String names = "\"state\":\"" + (resolution == null ? "open" : "resolved") + "\",\"resourceType\":\""
                + type.wireName() + "\",\"resourceId\":\"" + resource + "\",\"fields\":" + DocumentJson.write(fields)
                + ",\"openedAt\":\"" + DocumentText.instant(openedAt) + '"';
        return resolution == null ? names : names + ",\"resolvedAt\":\"" + DocumentText.instant(resolution.at()) + '"';
    }

    private static String textOf(@Nullable Content content) {
        return content == null ? "null" : content.text();
    }
}
