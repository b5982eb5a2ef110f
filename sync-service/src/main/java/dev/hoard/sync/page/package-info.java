/** What a client is shown of a feed: a page of changes and the cursor from which to read on. */
@NullMarked
package dev.hoard.sync.page;

import org.jspecify.annotations.NullMarked;
