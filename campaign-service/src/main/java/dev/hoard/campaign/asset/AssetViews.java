package dev.hoard.campaign.asset;

import java.time.Clock;
import java.time.Duration;

/** Shows assets together with what may be done with them next. */
final class AssetViews {

    /** A signature cannot be valid for less. */
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private final AssetObjects objects;
    private final AssetProperties properties;
    private final Clock clock;

    AssetViews(AssetObjects objects, AssetProperties properties, Clock clock) {
        this.objects = objects;
        this.properties = properties;
        this.clock = clock;
    }

    /** To whoever announced it: with the way to upload it, unless that is done. */
    AssetView announced(Asset asset) {
        return asset.ready() ? shown(asset) : AssetView.toUpload(asset, objects.upload(asset, left(asset)));
    }

    /** Counted from the announcement, also when it is repeated: no upload may outlast its record. */
    private Duration left(Asset asset) {
        Duration left = Duration.between(clock.instant(), asset.createdAt().plus(properties.uploadWithin()));
        return left.compareTo(SHORTEST) < 0 ? SHORTEST : left;
    }

    /** To whoever asks for it: with the way to its file, where there is one. */
    AssetView shown(Asset asset) {
        return asset.ready()
                ? AssetView.toDownload(asset, objects.download(asset, properties.downloadWithin()))
                : AssetView.of(asset);
    }
}
