/** How many requests an account and an address may make. */
@NullMarked
package dev.hoard.gateway.ratelimit;

import org.jspecify.annotations.NullMarked;
