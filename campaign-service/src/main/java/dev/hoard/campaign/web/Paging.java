package dev.hoard.campaign.web;

import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a list by id is asked for.
 *
 * @param limit entries on a page
 * @param page a {@code nextPage} of the list before
 */
public record Paging(@Nullable Integer limit, @Nullable String page) {

    private static final int USUAL = 100;
    private static final int MOST = 500;

    public int limitOrDefault() {
        return limitOrDefault(limit);
    }

    /** @throws ProblemException BAD_REQUEST for a limit that no list has */
    public static int limitOrDefault(@Nullable Integer limit) {
        if (limit != null && (limit < 1 || limit > MOST)) {
            throw ProblemException.of(ProblemType.BAD_REQUEST, "limit must lie between 1 and " + MOST + ".");
        }
        return limit == null ? USUAL : limit;
    }

    /** The last id of the page before. */
    public Optional<UUID> after() {
        if (page == null) {
            return Optional.empty();
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(page));
            if (bytes.remaining() == 2 * Long.BYTES) {
                return Optional.of(new UUID(bytes.getLong(), bytes.getLong()));
            }
        } catch (IllegalArgumentException e) {
            // Told below, like a token of the wrong length.
        }
        throw ProblemException.of(ProblemType.INVALID_CURSOR, "The page is not one that a list named as nextPage.");
    }

    /** The {@code nextPage} that goes on after an id. */
    public static String next(UUID last) {
        byte[] bytes = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(last.getMostSignificantBits())
                .putLong(last.getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
