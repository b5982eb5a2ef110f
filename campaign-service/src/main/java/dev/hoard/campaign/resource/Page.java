package dev.hoard.campaign.resource;

import dev.hoard.campaign.document.ResourceType;
import dev.hoard.campaign.document.Revision;
import dev.hoard.campaign.web.Paging;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A run of documents by id.
 *
 * @param next the last id shown, where there are more behind it
 */
record Page(ResourceType type, List<Revision> documents, Optional<UUID> next) {

    /** @param found one more than the limit where there are more */
    static Page of(ResourceType type, List<Revision> found, int limit) {
        return found.size() <= limit
                ? new Page(type, found, Optional.empty())
                : new Page(
                        type,
                        found.subList(0, limit),
                        Optional.of(found.get(limit - 1).id()));
    }

    byte[] json() {
        String next =
                this.next.map(id -> ",\"nextPage\":\"" + Paging.next(id) + '"').orElse("");
        return documents.stream()
                .map(Revision::text)
                .collect(Collectors.joining(",", "{\"" + type.plural() + "\":[", "]" + next + "}"))
                .getBytes(StandardCharsets.UTF_8);
    }
}
