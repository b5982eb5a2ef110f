package dev.hoard.platform.outbox;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whether this service has an outbox.
 *
 * @param enabled starts the relay of the collection {@code outbox}
 */
@ConfigurationProperties(prefix = "hoard.outbox", ignoreUnknownFields = false)
record OutboxProperties(@DefaultValue("false") boolean enabled) {}
