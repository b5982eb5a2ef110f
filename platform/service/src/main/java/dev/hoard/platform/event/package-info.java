/** CloudEvents on Kafka: envelope, topics, publishing, dead letters. */
@NullMarked
package dev.hoard.platform.event;

import org.jspecify.annotations.NullMarked;
