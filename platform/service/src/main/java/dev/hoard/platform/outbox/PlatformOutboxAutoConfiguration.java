package dev.hoard.platform.outbox;

import com.mongodb.client.MongoDatabase;
import dev.hoard.platform.event.EventPublisher;
import dev.hoard.platform.event.PlatformEventAutoConfiguration;
import dev.hoard.platform.lease.Leases;
import dev.hoard.platform.mongo.PlatformMongoAutoConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/** The outbox of a service that says {@code hoard.outbox.enabled=true}, and the parts every relay needs. */
@AutoConfiguration(after = {PlatformMongoAutoConfiguration.class, PlatformEventAutoConfiguration.class})
@EnableConfigurationProperties(OutboxProperties.class)
public class PlatformOutboxAutoConfiguration {

    @Bean
    RelayPositions relayPositions(MongoDatabase database) {
        return new RelayPositions(database);
    }

    @Bean
    @Lazy
    Outbox outbox(MongoDatabase database) {
        return new Outbox(database);
    }

    @Bean
    @ConditionalOnBooleanProperty("hoard.outbox.enabled")
    ChangeStreamRelay outboxRelay(
            Outbox outbox,
            Leases leases,
            RelayPositions positions,
            EventPublisher publisher,
            MeterRegistry metrics,
            Clock clock) {
        return new ChangeStreamRelay(
                "outbox",
                outbox.events(),
                Outbox::topic,
                Outbox::records,
                leases,
                positions,
                publisher,
                metrics,
                clock);
    }
}
