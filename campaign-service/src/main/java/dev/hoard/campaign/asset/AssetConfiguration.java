package dev.hoard.campaign.asset;

import com.mongodb.client.MongoDatabase;
import dev.hoard.platform.storage.ObjectStorage;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Puts the assets together. */
@Configuration
@EnableScheduling
@EnableConfigurationProperties(AssetProperties.class)
class AssetConfiguration {

    @Bean
    Assets assets(MongoDatabase database) {
        Assets assets = new Assets(database);
        assets.prepare();
        return assets;
    }

    @Bean
    AssetObjects assetObjects(ObjectStorage storage) {
        return new AssetObjects(storage);
    }

    @Bean
    AssetService assetService(Assets assets, AssetObjects objects, AssetProperties properties, Clock clock) {
        return new AssetService(assets, objects, properties, clock);
    }

    @Bean
    AssetViews assetViews(AssetObjects objects, AssetProperties properties, Clock clock) {
        return new AssetViews(objects, properties, clock);
    }

    @Bean
    Announcement announcement(AssetProperties properties) {
        return new Announcement(properties.maxSize());
    }

    @Bean
    AssetSweep assetSweep(AssetService assets) {
        return new AssetSweep(assets);
    }
}
