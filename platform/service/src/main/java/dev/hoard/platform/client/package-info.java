/** Calls from one service to another's internal port. */
@NullMarked
package dev.hoard.platform.client;

import org.jspecify.annotations.NullMarked;
