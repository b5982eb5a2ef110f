/** Access tokens (AUTH-3): the keys that sign them, how they are made, and where the public halves are published. */
@NullMarked
package dev.hoard.gateway.token;

import org.jspecify.annotations.NullMarked;
