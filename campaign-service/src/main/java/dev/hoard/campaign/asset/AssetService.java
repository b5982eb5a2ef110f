package dev.hoard.campaign.asset;

import dev.hoard.campaign.web.IdempotencyKey;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.id.Uuids;
import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import dev.hoard.platform.security.Caller;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Uploads from their announcement to their end (DATA-5).
 *
 * <p>The record comes before the object and goes after it, so whatever a crash interrupts, a record still tells of the
 * object: there is no object without one, and a ready one has been read whole.
 */
final class AssetService {

    private static final Logger LOG = LoggerFactory.getLogger(AssetService.class);

    private final Assets assets;
    private final AssetObjects objects;
    private final AssetProperties properties;
    private final Clock clock;

    AssetService(Assets assets, AssetObjects objects, AssetProperties properties, Clock clock) {
        this.assets = assets;
        this.objects = objects;
        this.properties = properties;
        this.clock = clock;
    }

    /** @throws ProblemException PREMIUM_REQUIRED, or QUOTA_EXCEEDED if the account has no room for the file */
    Asset announce(Caller caller, Optional<IdempotencyKey> key, AnnouncedFile file) {
        caller.requirePremium();
        AccountId account = caller.account();
        UUID id = key.map(named -> Uuids.v5(named.mutationId(account), "asset")).orElseGet(Uuids::v7);
        Instant now = now();
        Asset asset = Asset.pending(account, id, file, now, now.plus(properties.completeWithin()));
        return assets.find(account, id)
                .filter(earlier -> !earlier.refused() || !earlier.file().equals(file))
                .map(earlier -> repeated(earlier, file, now))
                .orElseGet(() -> admit(asset, key.isPresent()));
    }

    /**
     * Of several that announce at once, the last to be written sees all others, so together they never exceed the quota.
     *
     * @param named whether another request may meanwhile have learned of the asset by its key
     */
    private Asset admit(Asset asset, boolean named) {
        AnnouncedFile file = asset.file();
        requireRoom(asset, file.size(), 1);
        if (!assets.insert(asset) && !assets.reopen(asset)) {
            return repeated(
                    assets.find(asset.account(), asset.id())
                            .filter(earlier -> !earlier.refused())
                            .orElseThrow(this::noRoom),
                    file,
                    asset.createdAt());
        }
        try {
            requireRoom(asset, 0, 0);
        } catch (ProblemException e) {
            assets.refuse(asset);
            if (!named) {
                assets.remove(asset.account(), asset.id());
                assets.forget(asset);
            }
            throw e;
        }
        return asset;
    }

    private void requireRoom(Asset asset, long moreBytes, int moreFiles) {
        Assets.Usage usage = assets.usage(asset.account(), asset.createdAt());
        if (usage.bytes() + moreBytes > properties.quota().toBytes()
                || usage.count() + moreFiles > properties.quotaCount()) {
            throw noRoom();
        }
    }

    private ProblemException noRoom() {
        return new ProblemException(
                Problem.of(ProblemType.QUOTA_EXCEEDED, "There is no room for this file. Deleting others makes room.")
                        .with("limitBytes", properties.quota().toBytes())
                        .with("limitCount", properties.quotaCount()));
    }

    private Asset repeated(Asset earlier, AnnouncedFile file, Instant now) {
        if (!earlier.file().equals(file)) {
            throw ProblemException.of(
                    ProblemType.IDEMPOTENCY_KEY_REUSED, "The Idempotency-Key was used for another request before.");
        }
        boolean open = earlier.standsAt(now) && now.isBefore(earlier.createdAt().plus(properties.uploadWithin()));
        if (!open && !earlier.ready()) {
            throw ProblemException.of(
                    ProblemType.CONTENT_EXPIRED, "The upload was announced before, and can no longer be started.");
        }
        return earlier;
    }

    /**
     * Makes an asset ready whose file has come; one that is ready stays so.
     *
     * @throws ProblemException PREMIUM_REQUIRED, NOT_FOUND, or as {@link AssetObjects#check} describes it
     */
    Asset complete(Caller caller, UUID id) {
        caller.requirePremium();
        Asset asset = get(caller.account(), id);
        if (asset.ready()) {
            return asset;
        }
        objects.check(asset);
        Optional<Asset> ready = assets.finish(asset, now());
        ready.ifPresent(done -> LOG.info(
                "Asset {} of account {} is ready, {} bytes",
                done.id(),
                done.account(),
                done.file().size()));
        return ready.orElseGet(() -> get(caller.account(), id));
    }

    /** @throws ProblemException NOT_FOUND if the account has none, or it expired */
    Asset get(AccountId account, UUID id) {
        return assets.find(account, id)
                .filter(asset -> asset.standsAt(now()))
                .orElseThrow(() -> ProblemException.notFound("asset"));
    }

    /** Assets by id, those after {@code after}. */
    List<Asset> list(AccountId account, Optional<UUID> after, int limit) {
        return assets.list(account, now(), after, limit);
    }

    List<Asset> listReady(AccountId account) {
        return assets.listReady(account);
    }

    /**
     * Removes asset and object. The record stays, unseen, until the upload request can bring nothing any more: what comes
     * by it is removed with the record.
     *
     * @throws ProblemException NOT_FOUND if the account has none; for one that was deleted just now it does nothing
     */
    void delete(AccountId account, UUID id) {
        Asset removed = assets.remove(account, id).orElseThrow(() -> ProblemException.notFound("asset"));
        objects.delete(removed);
        LOG.info("Asset {} of account {} is deleted", id, account);
    }

    /** Ends what was not completed in time, and what was deleted. */
    void sweep() {
        assets.forEachDue(now(), due -> {
            try {
                end(due);
            } catch (ProblemException e) {
                LOG.warn("Asset {} could not be swept, the next sweep tries again: {}", due.id(), e.toString());
            }
        });
    }

    private void end(Asset due) {
        if (assets.expire(due)) {
            objects.delete(due);
            assets.forget(due);
            LOG.info("Asset {} of account {} is swept, it was {}", due.id(), due.account(), due.state());
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
