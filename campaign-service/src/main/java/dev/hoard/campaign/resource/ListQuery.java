package dev.hoard.campaign.resource;

import dev.hoard.campaign.document.Documents;
import dev.hoard.campaign.encounter.EncounterShape;
import dev.hoard.campaign.web.Paging;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The query of a list.
 *
 * @param limit documents on a page
 * @param page a {@code nextPage} of the list before
 * @param name prefix, in any case
 */
record ListQuery(
        @Nullable Integer limit,
        @Nullable String page,
        @Nullable String status,
        @Nullable Boolean isTemplate,
        @Nullable Instant updatedAfter,
        @Nullable String name) {

    Paging paging() {
        return new Paging(limit, page);
    }

    Documents.Filter filter() {
        if (status != null && !EncounterShape.STATUSES.contains(status)) {
            throw ProblemException.of(
                    ProblemType.BAD_REQUEST,
                    "status must be one of " + String.join(", ", EncounterShape.STATUSES) + ".");
        }
        return new Documents.Filter(
                Optional.ofNullable(status),
                Optional.ofNullable(isTemplate),
                Optional.ofNullable(updatedAfter),
                Optional.ofNullable(name));
    }
}
