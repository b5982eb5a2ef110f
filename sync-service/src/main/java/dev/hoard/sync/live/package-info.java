/** Hands each change, as it passes on Kafka, to whoever follows its account in this instance. */
@NullMarked
package dev.hoard.sync.live;

import org.jspecify.annotations.NullMarked;
