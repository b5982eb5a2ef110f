/** Conflicts as their owner sees and resolves them (SYNC-6); a resolution is a mutation like any other. */
@NullMarked
package dev.hoard.campaign.resolution;

import org.jspecify.annotations.NullMarked;
