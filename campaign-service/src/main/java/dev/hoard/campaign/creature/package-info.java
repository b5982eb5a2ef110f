/** Monsters and other creatures: the rules their documents are held to. */
@NullMarked
package dev.hoard.campaign.creature;

import org.jspecify.annotations.NullMarked;
