/** Encounters, their combatants and their log: the rules their documents are held to. */
@NullMarked
package dev.hoard.campaign.encounter;

import org.jspecify.annotations.NullMarked;
