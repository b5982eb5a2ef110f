package dev.hoard.sync.digest;

import dev.hoard.sync.page.TypeFilter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /api/v1/sync/digest}.
 *
 * @param types all if absent
 */
record DigestCommand(@Nullable List<String> types) {

    /** @throws dev.hoard.platform.problem.ProblemException VALIDATION_FAILED for a type that does not exist */
    TypeFilter filter() {
        return types == null ? TypeFilter.ALL : TypeFilter.of(types);
    }
}
