/** What the gateway tells the other services on the second port. */
@NullMarked
package dev.hoard.gateway.internal;

import org.jspecify.annotations.NullMarked;
