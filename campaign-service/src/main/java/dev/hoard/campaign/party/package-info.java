/** Parties of player characters: the rules their documents are held to. */
@NullMarked
package dev.hoard.campaign.party;

import org.jspecify.annotations.NullMarked;
