/** Trace ids and metrics that every service shares. */
@NullMarked
package dev.hoard.platform.observability;

import org.jspecify.annotations.NullMarked;
