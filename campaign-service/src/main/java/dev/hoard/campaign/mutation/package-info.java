/**
 * Every client write, by push or by REST, is a list of mutations decided here: the decision is pure, the rest carries it
 * into the account's sequence.
 */
@NullMarked
package dev.hoard.campaign.mutation;

import org.jspecify.annotations.NullMarked;
