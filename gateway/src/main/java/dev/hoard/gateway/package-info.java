/** The way in: routes, tokens, limits, and everything about accounts. */
@NullMarked
package dev.hoard.gateway;

import org.jspecify.annotations.NullMarked;
