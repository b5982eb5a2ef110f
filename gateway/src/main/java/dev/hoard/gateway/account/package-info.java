/** An account: who it is, what it pays for, what it may do (AUTH-7). One document holds it, guarded by its version. */
@NullMarked
package dev.hoard.gateway.account;

import org.jspecify.annotations.NullMarked;
