/**
 * Each account's sequence: a chain of commits, one insert each, in which the number a writer asks for is also its proof
 * that nobody came before it. Everything else the service stores can be made again from here.
 */
@NullMarked
package dev.hoard.campaign.sequence;

import org.jspecify.annotations.NullMarked;
