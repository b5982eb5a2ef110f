/** What a password may be, and how it is hashed without starving everything else (AUTH-2). */
@NullMarked
package dev.hoard.gateway.password;

import org.jspecify.annotations.NullMarked;
