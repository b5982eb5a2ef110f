/** The form of a place in an account's sequence that clients hold and send back. */
@NullMarked
package dev.hoard.platform.cursor;

import org.jspecify.annotations.NullMarked;
