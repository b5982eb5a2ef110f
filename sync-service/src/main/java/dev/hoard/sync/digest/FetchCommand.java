package dev.hoard.sync.digest;

import dev.hoard.platform.problem.FieldProblem;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.sync.page.TypeFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /api/v1/sync/fetch}: all living documents of a type that lie in some buckets, or have some
 * ids.
 *
 * @param after only what has a higher number: the {@code next} of the answer before
 */
record FetchCommand(
        @Nullable String type,
        @Nullable List<Integer> buckets,
        @Nullable List<String> ids,
        @Nullable Integer limit,
        @Nullable Long after) {

    private static final int MAX_LIMIT = 1000;
    private static final int DEFAULT_LIMIT = 500;
    private static final int MAX_IDS = 1000;
    private static final int MAX_ID_LENGTH = 64;

    /** @throws ProblemException VALIDATION_FAILED with every rule that is broken */
    FetchRequest checked() {
        List<FieldProblem> errors = new ArrayList<>();
        if (type == null) {
            errors.add(new FieldProblem("/type", "required", "one type of document"));
        }
        if ((buckets == null) == (ids == null)) {
            errors.add(new FieldProblem("", "one-of", "either 'buckets' or 'ids' is needed"));
        }
        checkBuckets(errors);
        checkIds(errors);
        int size = limit == null ? DEFAULT_LIMIT : limit;
        if (size < 1 || size > MAX_LIMIT) {
            errors.add(new FieldProblem("/limit", "out-of-range", "between 1 and " + MAX_LIMIT));
        }
        if (after != null && after < 0) {
            errors.add(new FieldProblem("/after", "out-of-range", "a number from 0 on"));
        }
        if (type == null || !errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        FetchRequest.Wanted wanted = buckets == null
                ? new FetchRequest.Ids(Set.copyOf(ids == null ? List.of() : ids))
                : FetchRequest.Buckets.of(buckets);
        return new FetchRequest(TypeFilter.of(List.of(type)), wanted, after == null ? 0 : after, size);
    }

    private void checkBuckets(List<FieldProblem> errors) {
        for (int i = 0; buckets != null && i < buckets.size(); i++) {
            @Nullable Integer bucket = buckets.get(i);
            if (bucket == null || bucket < 0 || bucket >= DigestHash.BUCKETS) {
                errors.add(new FieldProblem("/buckets/" + i, "out-of-range", "between 0 and 255"));
                return;
            }
        }
    }

    private void checkIds(List<FieldProblem> errors) {
        if (ids != null && ids.size() > MAX_IDS) {
            errors.add(new FieldProblem("/ids", "too-many", "at most " + MAX_IDS));
        }
        for (int i = 0; ids != null && i < ids.size(); i++) {
            @Nullable String id = ids.get(i);
            if (id == null || id.isEmpty() || id.length() > MAX_ID_LENGTH) {
                errors.add(new FieldProblem("/ids/" + i, "wrong-form", "an id of a document"));
                return;
            }
        }
    }
}
