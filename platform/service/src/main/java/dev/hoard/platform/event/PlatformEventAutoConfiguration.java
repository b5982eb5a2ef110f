package dev.hoard.platform.event;

import org.apache.kafka.common.TopicPartition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.DeadLetterPublishingRecoverer;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.util.backoff.ExponentialBackOff;

/** Publishing, and what becomes of a record that cannot be consumed: tried again, then put aside as a dead letter. */
@AutoConfiguration(after = KafkaAutoConfiguration.class)
@EnableConfigurationProperties(KafkaProperties.class)
public class PlatformEventAutoConfiguration {

    private static final long FIRST_PAUSE_MS = 200;
    private static final long LONGEST_TRY_MS = 60_000;

    @Bean
    EventPublisher eventPublisher(KafkaTemplate<String, byte[]> kafka) {
        return new EventPublisher(kafka);
    }

    @Bean
    DefaultErrorHandler deadLetters(KafkaTemplate<String, byte[]> kafka) {
        ExponentialBackOff pauses = new ExponentialBackOff(FIRST_PAUSE_MS, 2);
        pauses.setMaxElapsedTime(LONGEST_TRY_MS);
        return new DefaultErrorHandler(
                new DeadLetterPublishingRecoverer(
                        kafka, (record, failure) -> new TopicPartition(Topics.deadLettersOf(record.topic()), 0)),
                pauses);
    }
}
