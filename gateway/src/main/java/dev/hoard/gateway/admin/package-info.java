/** What an administrator may do to an account, each time with a reason that is kept (AUTH-9). */
@NullMarked
package dev.hoard.gateway.admin;

import org.jspecify.annotations.NullMarked;
