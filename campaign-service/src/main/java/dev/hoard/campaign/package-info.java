/** Owns every account's parties, encounters, creatures and preferences, the sequence of their changes, and its files. */
@NullMarked
package dev.hoard.campaign;

import org.jspecify.annotations.NullMarked;
