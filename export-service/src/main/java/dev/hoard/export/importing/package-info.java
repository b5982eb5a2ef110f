/**
 * Bringing data in: an archive is checked, its documents get new ids and a new owner, and all of them become one bulk
 * commit, or none.
 */
@NullMarked
package dev.hoard.export.importing;

import org.jspecify.annotations.NullMarked;
