/** How far an account's feed has come, for whoever wonders whether it is up to date. */
@NullMarked
package dev.hoard.sync.status;

import org.jspecify.annotations.NullMarked;
