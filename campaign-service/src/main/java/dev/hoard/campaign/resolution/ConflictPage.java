package dev.hoard.campaign.resolution;

import dev.hoard.campaign.conflict.ConflictRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * A run of conflicts in the order they were opened.
 *
 * @param next opening of the last one shown, where there are more behind it
 */
record ConflictPage(List<ConflictRecord> conflicts, OptionalLong next) {

    /** @param found one more than the limit where there are more */
    static ConflictPage of(List<ConflictRecord> found, int limit) {
        return found.size() <= limit
                ? new ConflictPage(found, OptionalLong.empty())
                : new ConflictPage(
                        found.subList(0, limit),
                        OptionalLong.of(found.get(limit - 1).opened()));
    }

    byte[] json() {
        String end = next.isPresent() ? "],\"nextPage\":\"" + next.getAsLong() + "\"}" : "]}";
        return conflicts.stream()
                .map(ConflictRecord::summary)
                .collect(Collectors.joining(",", "{\"conflicts\":[", end))
                .getBytes(StandardCharsets.UTF_8);
    }
}
