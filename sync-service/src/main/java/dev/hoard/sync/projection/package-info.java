/**
 * Keeps the feeds up with their owner: takes the contiguous prefix of what comes on Kafka, and gets from the owner
 * whatever is missing. Nothing is ever skipped.
 */
@NullMarked
package dev.hoard.sync.projection;

import org.jspecify.annotations.NullMarked;
