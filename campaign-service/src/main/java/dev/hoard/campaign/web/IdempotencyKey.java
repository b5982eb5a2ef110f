package dev.hoard.campaign.web;

import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.id.Uuids;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.UUID;

/** The name a client gives a write, so that it may send it again (DATA-3). */
public record IdempotencyKey(String text) {

    private static final int LONGEST = 255;

    public IdempotencyKey {
        if (text.isBlank() || text.length() > LONGEST) {
            throw ProblemException.of(
                    ProblemType.BAD_REQUEST, "An Idempotency-Key must have 1 to " + LONGEST + " characters.");
        }
    }

    public static Optional<IdempotencyKey> find(HttpServletRequest request) {
        return Optional.ofNullable(request.getHeader("Idempotency-Key")).map(IdempotencyKey::new);
    }

    /** The mutation it names: one key of two accounts names two. */
    public UUID mutationId(AccountId account) {
        return Uuids.v5(account.value(), text);
    }
}
