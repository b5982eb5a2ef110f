package dev.hoard.campaign.conflict;

import dev.hoard.campaign.document.Content;
import dev.hoard.campaign.document.ResourceType;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Conflicts as MongoDB keeps them, in their view and in the commits: {@code {id, rev, mutationId, clientId, type, resource,
 * fields, base?, mine?, theirs?, outcome?, opened, openedAt, take?, resolvedAt?}}.
 */
public final class ConflictDocuments {

    private ConflictDocuments() {}

    public static Document write(ConflictRecord conflict) {
        Document document = new Document("id", conflict.id())
                .append("rev", conflict.rev())
                .append("mutationId", conflict.mutationId())
                .append("clientId", conflict.clientId())
                .append("type", conflict.type().wireName())
                .append("resource", conflict.resource())
                .append("fields", conflict.fields());
        append(document, "base", conflict.sides().base());
        append(document, "mine", conflict.sides().mine());
        append(document, "theirs", conflict.sides().theirs());
        append(document, "outcome", conflict.sides().outcome());
        document.append("opened", conflict.opened()).append("openedAt", Date.from(conflict.openedAt()));
        ConflictRecord.Resolution resolution = conflict.resolution();
        return resolution == null
                ? document
                : document.append("take", resolution.take().wireName())
                        .append("resolvedAt", Date.from(resolution.at()));
    }

    public static ConflictRecord read(Document document) {
        Date resolvedAt = document.getDate("resolvedAt");
        Instant openedAt = document.getDate("openedAt").toInstant();
        return new ConflictRecord(
                document.get("id", UUID.class),
                document.getLong("rev"),
                document.get("mutationId", UUID.class),
                document.getString("clientId"),
                ResourceType.get(document.getString("type")),
                document.get("resource", UUID.class),
                document.getList("fields", String.class),
                new ConflictRecord.Sides(
                        content(document, "base"),
                        content(document, "mine"),
                        content(document, "theirs"),
                        content(document, "outcome")),
                document.getLong("opened"),
                openedAt,
                resolvedAt == null
                        ? null
                        : new ConflictRecord.Resolution(Take.get(document.getString("take")), resolvedAt.toInstant()));
    }

    private static void append(Document document, String side, @Nullable Content content) {
        if (content != null) {
            document.append(side, content.text());
        }
    }

    private static @Nullable Content content(Document document, String side) {
        String text = document.getString(side);
        return text == null ? null : Content.stored(text);
    }
}
