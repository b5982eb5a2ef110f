/**
 * Streams: a reader is first brought up to date from the feed, then given each change as it happens, without a gap and
 * without a repetition. What is sent does not depend on how it is transported.
 */
@NullMarked
package dev.hoard.sync.stream;

import org.jspecify.annotations.NullMarked;
