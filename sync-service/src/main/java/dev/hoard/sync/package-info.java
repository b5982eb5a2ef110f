/** The change feed of every account: pulled in pages, followed as a stream, always a gapless prefix of what happened. */
@NullMarked
package dev.hoard.sync;

import org.jspecify.annotations.NullMarked;
