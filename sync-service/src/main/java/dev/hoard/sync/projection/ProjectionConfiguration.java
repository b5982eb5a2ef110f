package dev.hoard.sync.projection;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.util.backoff.ExponentialBackOff;

/** How the projection reads Kafka: in batches, and without ever giving up on one. */
@Configuration(proxyBeanMethods = false)
class ProjectionConfiguration {

    static final String CONTAINERS = "projectionContainers";

    private static final long FIRST_PAUSE_MS = 100;

    @Bean(CONTAINERS)
    ConcurrentKafkaListenerContainerFactory<String, byte[]> projectionContainers(
            ConsumerFactory<? super String, ? super byte[]> consumers, ProjectionProperties properties) {
        ExponentialBackOff forever = new ExponentialBackOff(FIRST_PAUSE_MS, 2);
        forever.setMaxInterval(properties.retry().toMillis());
        ConcurrentKafkaListenerContainerFactory<String, byte[]> factory =
                new ConcurrentKafkaListenerContainerFactory<>();
        factory.setConsumerFactory(consumers);
        factory.setBatchListener(true);
        factory.setConcurrency(properties.concurrency());
        factory.getContainerProperties().setIdleBetweenPolls(properties.gather().toMillis());
        factory.setCommonErrorHandler(new DefaultErrorHandler(forever));
        return factory;
    }
}
