/** Events leave the database that caused them: a lease-holder tails inserts and publishes them in order. */
@NullMarked
package dev.hoard.platform.outbox;

import org.jspecify.annotations.NullMarked;
