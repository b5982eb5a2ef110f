package dev.hoard.campaign.asset;

import dev.hoard.campaign.web.IdempotencyKey;
import dev.hoard.campaign.web.Paging;
import dev.hoard.platform.security.Caller;
import dev.hoard.platform.web.RawBody;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.util.UUID;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.unit.DataSize;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The caller's files (DATA-5). */
@RestController
@RequestMapping("/api/v1/assets")
final class AssetController {

    private static final DataSize LARGEST_BODY = DataSize.ofKilobytes(8);

    private final AssetService assets;
    private final AssetViews views;
    private final Announcement announcement;

    AssetController(AssetService assets, AssetViews views, Announcement announcement) {
        this.assets = assets;
        this.views = views;
        this.announcement = announcement;
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<AssetView> announce(Caller caller, HttpServletRequest request) throws IOException {
        AnnouncedFile file = announcement.read(RawBody.read(request, LARGEST_BODY));
        Asset asset = assets.announce(caller, IdempotencyKey.find(request), file);
        return ResponseEntity.created(URI.create("/api/v1/assets/" + asset.id()))
                .body(views.announced(asset));
    }

    @PostMapping("/{id}/complete")
    AssetView complete(Caller caller, @PathVariable UUID id) {
        return views.shown(assets.complete(caller, id));
    }

    @GetMapping
    AssetPage list(Caller caller, Paging paging) {
        int limit = paging.limitOrDefault();
        return AssetPage.of(assets.list(caller.account(), paging.after(), limit + 1), limit);
    }

    @GetMapping("/{id}")
    AssetView get(Caller caller, @PathVariable UUID id) {
        return views.shown(assets.get(caller.account(), id));
    }

    @DeleteMapping("/{id}")
    ResponseEntity<Void> delete(Caller caller, @PathVariable UUID id) {
        assets.delete(caller.account(), id);
        return ResponseEntity.noContent().build();
    }
}
