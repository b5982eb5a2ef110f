/**
 * Brings two edits of one document together, field by field, against what both started from. Pure: trees in, a tree out,
 * and the names of the fields in which only one side could have its way.
 */
@NullMarked
package dev.hoard.campaign.merge;

import org.jspecify.annotations.NullMarked;
