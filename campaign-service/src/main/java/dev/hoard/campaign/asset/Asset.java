package dev.hoard.campaign.asset;

import dev.hoard.platform.id.AccountId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One file of one account.
 *
 * @param expiresAt when it is too late to complete it; nothing can come by its upload request any more by then
 * @param completedAt when it was found to be what was announced; null until then
 */
record Asset(
        AccountId account,
        UUID id,
        AnnouncedFile file,
        AssetState state,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Instant completedAt) {

    static Asset pending(AccountId account, UUID id, AnnouncedFile file, Instant createdAt, Instant expiresAt) {
        return new Asset(account, id, file, AssetState.PENDING, createdAt, expiresAt, null);
    }

    /** Whether its owner may see it. An upload that was not completed in time is gone, swept already or not. */
    boolean standsAt(Instant now) {
        return switch (state) {
            case PENDING -> now.isBefore(expiresAt);
            case READY -> true;
            case REFUSED, REMOVED -> false;
        };
    }

    boolean refused() {
        return state == AssetState.REFUSED;
    }

    boolean ready() {
        return state == AssetState.READY;
    }

    /** Where its object is in the bucket. Erasing an account starts from {@code uploads/{account}/}. */
    String key() {
        return "uploads/" + account + "/" + id;
    }
}
