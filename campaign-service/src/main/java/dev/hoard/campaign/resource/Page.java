package dev.hoard.campaign.resource;

import dev.hoard.campaign.document.Documents;
import dev.hoard.campaign.document.ResourceType;
import dev.hoard.campaign.document.Revision;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A run of documents by id.
 *
 * @param next the last id shown, where there are more behind it
 */
record Page(ResourceType type, List<Revision> documents, Optional<UUID> next) {

    static Page of(ResourceType type, Documents.Run run) {
        return new Page(
                type,
                run.documents(),
                run.more() ? Optional.of(run.documents().getLast().id()) : Optional.empty());
    }

    /** The id a page token stands for. */
    static Optional<UUID> after(@Nullable String token) {
        if (token == null) {
            return Optional.empty();
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(token));
            if (bytes.remaining() == 2 * Long.BYTES) {
                return Optional.of(new UUID(bytes.getLong(), bytes.getLong()));
            }
        } catch (IllegalArgumentException e) {
            // Told below, like a token of the wrong length.
        }
        throw ProblemException.of(ProblemType.INVALID_CURSOR, "The page is not one that a list named as nextPage.");
    }

    byte[] json() {
        String next = this.next.map(id -> ",\"nextPage\":\"" + token(id) + '"').orElse("");
        return documents.stream()
                .map(Revision::text)
                .collect(Collectors.joining(",", "{\"" + type.plural() + "\":[", "]" + next + "}"))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String token(UUID id) {
        byte[] bytes = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
