/** Where a backup's content comes from and goes back to: the account at the gateway, the documents at campaign-service. */
@NullMarked
package dev.hoard.backup.origin;

import org.jspecify.annotations.NullMarked;
