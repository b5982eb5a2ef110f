/** How far each device of an account has read (SYNC-13). A device is a session: one login. */
@NullMarked
package dev.hoard.sync.device;

import org.jspecify.annotations.NullMarked;
