/** A login and its life: refresh tokens that rotate, sign-out, and the list of what was revoked (AUTH-1, AUTH-4 to AUTH-6). */
@NullMarked
package dev.hoard.gateway.session;

import org.jspecify.annotations.NullMarked;
