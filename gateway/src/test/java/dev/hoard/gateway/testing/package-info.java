/** The gateway under test: itself whole, its services as small HTTP servers, and a client. */
@NullMarked
package dev.hoard.gateway.testing;

import org.jspecify.annotations.NullMarked;
