/** Taking, keeping, showing and deleting backups: one record in MongoDB and one object in S3 for each. */
@NullMarked
package dev.hoard.backup.archive;

import org.jspecify.annotations.NullMarked;
