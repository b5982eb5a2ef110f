/** Objects in S3, written whole or not at all. */
@NullMarked
package dev.hoard.platform.storage;

import org.jspecify.annotations.NullMarked;
