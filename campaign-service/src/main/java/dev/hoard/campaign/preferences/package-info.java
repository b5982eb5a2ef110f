/** An account's preferences, one document whose id is the account's: the rules it is held to. */
@NullMarked
package dev.hoard.campaign.preferences;

import org.jspecify.annotations.NullMarked;
