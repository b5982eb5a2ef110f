package dev.hoard.platform.job;

import com.mongodb.client.MongoDatabase;
import dev.hoard.platform.mongo.PlatformMongoAutoConfiguration;
import java.time.Clock;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;

/** Jobs, for a service that says {@code hoard.job.enabled=true}. */
@AutoConfiguration(after = PlatformMongoAutoConfiguration.class)
@ConditionalOnBooleanProperty("hoard.job.enabled")
@EnableConfigurationProperties(JobProperties.class)
public class PlatformJobAutoConfiguration {

    @Bean
    Jobs jobs(MongoDatabase database, ApplicationEventPublisher events, Clock clock) {
        return new Jobs(database, events, clock);
    }

    @Bean
    JobWorker jobWorker(Jobs jobs, JobProperties properties) {
        return new JobWorker(jobs, properties);
    }
}
