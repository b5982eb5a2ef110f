package dev.hoard.campaign.document;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A document as it was left by one change.
 *
 * @param id unique within its account only
 * @param rev the change's number in the account's sequence; the document's ETag
 * @param updatedAt when the change was committed; for a tombstone, when it died
 * @param content null for a tombstone
 */
public record Revision(
        UUID id,
        ResourceType type,
        long rev,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Content content) {

    /** The same document at the same revision, as somebody's copy of it who has other fields. */
    public Revision with(@Nullable Content otherContent) {
        return new Revision(id, type, rev, createdAt, updatedAt, otherContent);
    }

    public boolean live() {
        return content != null;
    }

    /** Size of the client's fields in UTF-8. */
    public int bytes() {
        return content == null ? 0 : content.bytes();
    }

    /** What a {@code GET} of the document shows. */
    public String text() {
        return DocumentText.of(this);
    }
}
