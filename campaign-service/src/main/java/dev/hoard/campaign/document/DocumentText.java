package dev.hoard.campaign.document;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Splices the envelope the server keeps and the fields the client wrote into one text, without parsing either. */
public final class DocumentText {

    static final int SCHEMA_VERSION = 1;
    private static final DateTimeFormatter INSTANT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final int ENVELOPE = 160;

    private DocumentText() {}

    /** An instant as the protocol writes it: UTC, always three digits of milliseconds. */
    public static String instant(Instant instant) {
        return INSTANT.format(instant);
    }

    static String of(Revision revision) {
        Content content = revision.content();
        String fields = content == null ? "{}" : content.text();
        StringBuilder text = new StringBuilder(ENVELOPE + fields.length())
                .append("{\"id\":\"")
                .append(revision.id())
                .append("\",\"rev\":")
                .append(revision.rev());
        if (revision.type() != ResourceType.CONFLICT) { // which names its own instants
            text.append(",\"schemaVersion\":")
                    .append(SCHEMA_VERSION)
                    .append(",\"createdAt\":\"")
                    .append(instant(revision.createdAt()))
                    .append("\",\"updatedAt\":\"")
                    .append(instant(revision.updatedAt()))
                    .append('"');
        }
        if (content == null) {
            text.append(",\"deletedAt\":\"")
                    .append(instant(revision.updatedAt()))
                    .append('"');
        }
        // "{}" has no member that a comma could come before.
        return fields.length() == 2
                ? text.append('}').toString()
                : text.append(',').append(fields, 1, fields.length()).toString();
    }
}
