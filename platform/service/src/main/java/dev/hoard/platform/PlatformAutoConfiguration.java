package dev.hoard.platform;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import dev.hoard.platform.client.InternalClients;
import dev.hoard.platform.client.ServicesProperties;
import dev.hoard.platform.inbox.Inbox;
import dev.hoard.platform.lease.Leases;
import dev.hoard.platform.mongo.PlatformMongoAutoConfiguration;
import dev.hoard.platform.observability.Traces;
import dev.hoard.platform.security.SecurityProperties;
import dev.hoard.platform.security.ServiceTokens;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.tracing.Tracer;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.micrometer.metrics.autoconfigure.MeterRegistryCustomizer;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.web.client.RestClient;

/** What every service has, whatever it serves: a clock, leases, the way to its siblings, traces. */
@AutoConfiguration(after = {PlatformMongoAutoConfiguration.class, RestClientAutoConfiguration.class})
@EnableConfigurationProperties({SecurityProperties.class, ServicesProperties.class})
public class PlatformAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    Leases leases(MongoDatabase database, Clock clock) {
        return new Leases(database, clock);
    }

    @Bean
    @Lazy
    Inbox inbox(MongoClient client, MongoDatabase database, Clock clock) {
        return new Inbox(client, database, clock);
    }

    @Bean
    ServiceTokens serviceTokens(
            @Value("${spring.application.name}") String service, SecurityProperties properties, Clock clock) {
        return new ServiceTokens(service, properties, clock);
    }

    @Bean
    InternalClients internalClients(RestClient.Builder builder, ServicesProperties services, ServiceTokens tokens) {
        return new InternalClients(builder, services, tokens);
    }

    @Bean
    Traces traces(ObjectProvider<Tracer> tracer) {
        return new Traces(tracer.getIfAvailable(() -> Tracer.NOOP));
    }

    /** A span and a timer for each of Spring Security's filters took a quarter of a request's time. */
    @Bean
    SecurityObservationSettings unobservedFilters() {
        return SecurityObservationSettings.noObservations();
    }

    @Bean
    MeterRegistryCustomizer<MeterRegistry> serviceTag(@Value("${spring.application.name}") String service) {
        return registry -> registry.config().commonTags("service", service);
    }
}
