/** What an account holds, as checksums (SYNC-12): a client compares them with its own, and fetches what differs. */
@NullMarked
package dev.hoard.sync.digest;

import org.jspecify.annotations.NullMarked;
