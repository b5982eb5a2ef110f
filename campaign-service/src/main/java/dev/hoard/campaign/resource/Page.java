package dev.hoard.campaign.resource;

import dev.hoard.campaign.document.Documents;
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

    static Page of(ResourceType type, Documents.Run run) {
        return new Page(
                type,
                run.documents(),
                run.more() ? Optional.of(run.documents().getLast().id()) : Optional.empty());
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
