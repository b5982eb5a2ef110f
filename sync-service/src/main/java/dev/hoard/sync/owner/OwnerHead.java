package dev.hoard.sync.owner;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.hoard.platform.id.AccountId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far an account has come at its owner.
 *
 * @param floor where its tombstones begin; null if the owner did not say
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record OwnerHead(
        UUID userId, long epoch, long head, @Nullable Long floor) {

    public AccountId account() {
        return new AccountId(userId);
    }

    /** The floor, 0 if it was not told. */
    public long toldFloor() {
        return floor == null ? 0 : floor;
    }
}
