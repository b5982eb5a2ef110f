/** Copies of an account's data outside the database, and the way back. */
@NullMarked
package dev.hoard.backup;

import org.jspecify.annotations.NullMarked;
