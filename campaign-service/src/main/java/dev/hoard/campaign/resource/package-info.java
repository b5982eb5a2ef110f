/** Documents over plain REST (DATA-1 to DATA-3): reading from the view, writing as batches of one mutation. */
@NullMarked
package dev.hoard.campaign.resource;

import org.jspecify.annotations.NullMarked;
