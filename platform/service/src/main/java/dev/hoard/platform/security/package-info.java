/** Who calls: users' access tokens on the public port, service tokens on the internal one. */
@NullMarked
package dev.hoard.platform.security;

import org.jspecify.annotations.NullMarked;
