/** Identifiers: typed ids of our own and the UUID versions of RFC 9562 we make. */
@NullMarked
package dev.hoard.platform.id;

import org.jspecify.annotations.NullMarked;
