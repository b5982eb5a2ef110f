/** Who may do a thing alone, for how long, and with which fencing epoch. */
@NullMarked
package dev.hoard.platform.lease;

import org.jspecify.annotations.NullMarked;
