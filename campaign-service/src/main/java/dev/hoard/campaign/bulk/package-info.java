/** An account's documents all at once: as of one number for backups and exports, and back again as one commit of any size. */
@NullMarked
package dev.hoard.campaign.bulk;

import org.jspecify.annotations.NullMarked;
