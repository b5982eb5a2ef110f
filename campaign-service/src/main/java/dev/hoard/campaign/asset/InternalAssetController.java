package dev.hoard.campaign.asset;

import dev.hoard.platform.id.AccountId;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** An account's assets, for backups and exports; {@code docs/internal-api.md} is the contract. */
@RestController
final class InternalAssetController {

    private final AssetService assets;

    InternalAssetController(AssetService assets) {
        this.assets = assets;
    }

    @GetMapping("/internal/accounts/{userId}/assets")
    AssetPage list(@PathVariable UUID userId) {
        return AssetPage.whole(assets.listReady(new AccountId(userId)));
    }
}
