/** Bringing a backup's documents back as one bulk commit of new revisions, behind a safety backup. */
@NullMarked
package dev.hoard.backup.restore;

import org.jspecify.annotations.NullMarked;
