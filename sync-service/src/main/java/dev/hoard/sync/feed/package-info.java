/**
 * The compacted feed: one row for each document with its latest state, and a position up to which the rows are the
 * whole truth. A row above the position is not shown; it is there because rows are written before the position moves.
 */
@NullMarked
package dev.hoard.sync.feed;

import org.jspecify.annotations.NullMarked;
