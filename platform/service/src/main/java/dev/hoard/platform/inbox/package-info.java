/** An event's effect happens once, however often it is delivered. */
@NullMarked
package dev.hoard.platform.inbox;

import org.jspecify.annotations.NullMarked;
