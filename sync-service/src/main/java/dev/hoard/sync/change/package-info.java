/** A change as it comes from its owner: its text is kept as it is, and only what sorts and filters it is read. */
@NullMarked
package dev.hoard.sync.change;

import org.jspecify.annotations.NullMarked;
