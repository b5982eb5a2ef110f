/**
 * Conflicts: what two sides of a document wanted and only one could have, kept until its owner has decided. A view of the
 * commits like the documents themselves.
 */
@NullMarked
package dev.hoard.campaign.conflict;

import org.jspecify.annotations.NullMarked;
