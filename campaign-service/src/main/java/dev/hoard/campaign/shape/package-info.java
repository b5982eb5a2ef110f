/** Rules a JSON tree is held to, said as values: one pass finds everything that is wrong and brings texts into normal form. */
@NullMarked
package dev.hoard.campaign.shape;

import org.jspecify.annotations.NullMarked;
