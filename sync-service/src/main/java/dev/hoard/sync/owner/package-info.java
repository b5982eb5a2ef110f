/** campaign-service, which owns the data and its numbers: asked where the feed is behind or has lost something. */
@NullMarked
package dev.hoard.sync.owner;

import org.jspecify.annotations.NullMarked;
