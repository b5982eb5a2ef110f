package dev.hoard.campaign.asset;

import org.springframework.scheduling.annotation.Scheduled;

/** Sweeps now and then. Several instances may do so at once: every step of it may be repeated. */
final class AssetSweep {

    private final AssetService assets;

    AssetSweep(AssetService assets) {
        this.assets = assets;
    }

    @Scheduled(fixedDelayString = "${hoard.asset.sweep-every:5m}")
    void sweep() {
        assets.sweep();
    }
}
