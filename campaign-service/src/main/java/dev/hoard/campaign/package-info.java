/** Owns every account's parties, encounters, creatures and preferences, and the sequence of their changes. */
@NullMarked
package dev.hoard.campaign;

import org.jspecify.annotations.NullMarked;
