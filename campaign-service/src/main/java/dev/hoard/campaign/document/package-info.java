/**
 * A document: its types, its content in normal form, its text as clients see it, and the view of every account's latest
 * state. The view is only ever rolled forward from commits; it decides nothing.
 */
@NullMarked
package dev.hoard.campaign.document;

import org.jspecify.annotations.NullMarked;
