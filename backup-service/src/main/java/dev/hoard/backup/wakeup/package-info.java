/** Tells workers of other instances that there is a job; a wake-up that gets lost only delays it to their next look. */
@NullMarked
package dev.hoard.backup.wakeup;

import org.jspecify.annotations.NullMarked;
