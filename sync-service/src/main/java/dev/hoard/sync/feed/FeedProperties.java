package dev.hoard.sync.feed;

import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Reading feeds.
 *
 * @param pageSize the most that a page holds, in characters; a single larger change still makes a page
 * @param ownerPage how many changes are asked of the owner at once
 * @param clockTolerance how far a {@code since} that is an instant is moved back
 */
@Validated
@ConfigurationProperties(prefix = "hoard.feed", ignoreUnknownFields = false)
record FeedProperties(
        @DefaultValue("2MB") DataSize pageSize,
        @DefaultValue("500") @Positive int ownerPage,
        @DefaultValue("5m") Duration clockTolerance) {}
